using MailIntegration.Engine.People;
using MailIntegration.Engine.Templates;

namespace MailIntegration.Engine.Tasks;

/// <summary>Mails questions of tasks to contacts.</summary>
public sealed class TaskMailer
{
    private readonly ISystemMails _mails;
    private readonly ISiteFacts _site;
    private readonly IContacts _contacts;

    public TaskMailer(ISystemMails mails, ISiteFacts site, IContacts contacts)
    {
        _mails = mails;
        _site = site;
        _contacts = contacts;
    }

    /// <returns>Why not; null when it is on its way.</returns>
    internal async Task<Reason?> SendAsync(MailTask task, TaskAsk ask, string token, CancellationToken cancellationToken)
    {
        if ((await _site.GetAsync(cancellationToken)).Portal is not { } portal)
        {
            return new Reason("site-address-missing");
        }

        var result = await _mails.SendAsync(
            SystemMailKind.TaskRequest,
            new SystemMailRecipient(ask.Address, task.Contact?.Name, await LanguageAsync(ask.Address, cancellationToken))
            {
                ConversationId = task.ConversationId,
            },
            new Dictionary<string, object?>
            {
                ["task.question"] = ask.Question,
                ["link"] = $"{portal}/task/{token}",
                ["days"] = (int)TaskAsks.Life.TotalDays,
            },
            ask.Id,
            cancellationToken);
        return result.Refusal;
    }

    /// <summary>The language of the contact who has this address; null when nobody knows.</summary>
    internal async Task<string?> LanguageAsync(string address, CancellationToken cancellationToken) =>
        (await _contacts.FindByAddressesAsync([address], cancellationToken)).GetValueOrDefault(address)?.Language;
}
