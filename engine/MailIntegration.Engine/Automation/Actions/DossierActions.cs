using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Automation.Actions;

/// <param name="DossierId">Kind and id with a colon between them; empty: the dossier of the contact who wrote the mail.</param>
public sealed record DossierInput(string DossierId = "");

/// <summary>Files a mail in a dossier (PR3); what lies there already stays as it is.</summary>
public sealed class FileInDossierAction : MailAction<DossierInput>
{
    private readonly DossierLookup _dossiers;
    private readonly IContacts _contacts;
    private readonly IMailStore _store;
    private readonly ConversationEdits _edits;

    public FileInDossierAction(DossierLookup dossiers, IContacts contacts, IMailStore store, ConversationEdits edits)
    {
        _dossiers = dossiers;
        _contacts = contacts;
        _store = store;
        _edits = edits;
    }

    public override string Name => "file-in-dossier";

    public override IReadOnlyList<string> Outcomes => [ActionOutcomes.Done, ActionOutcomes.NoSuchDossier, ActionOutcomes.NotFound];

    public override IReadOnlyList<ActionField> Fields => [new("dossierId", ActionFieldKind.Dossier)];

    protected override async Task<ActionPlan> PlanAsync(ActionScope scope, DossierInput input, CancellationToken cancellationToken)
    {
        if (scope.Email is not { } mail || scope.Conversation is not { } view)
        {
            return NotFound;
        }

        var key = input.DossierId.Trim() is { Length: > 0 } given
            ? given
            : await OfSenderAsync(EmailAddresses.Normalize(mail.Email.From?.Address), cancellationToken);
        if (await _dossiers.FindAsync(key, cancellationToken) is not { } dossier)
        {
            return new ActionPlan(ActionOutcomes.NoSuchDossier);
        }

        var plan = new ActionPlan(ActionOutcomes.Done, new Reason("action-filed", "dossier", dossier.Title))
        {
            Output = new Dictionary<string, string> { ["dossierId"] = dossier.Key },
        };
        var id = DossierRecords.FilingId(dossier.Key, mail.Email.Id);
        if (await _store.FindRecordsAsync(RecordKinds.DossierMail, [id], cancellationToken) is { Count: > 0 })
        {
            return plan;
        }

        var heads = await _store.FindRecordsAsync(RecordKinds.Dossier, [dossier.Key], cancellationToken);
        var head = heads is [var old] ? RecordJson.Read<DossierHead>(old) : new DossierHead(dossier.Title);
        return plan with
        {
            Changes = new MailChanges
            {
                Records =
                [
                    DossierRecords.Head(dossier, head, heads is [var known] ? known.Version : 0, scope.Now),
                    DossierRecords.Filing(dossier.Key, mail.Email.Id, mail.Email.ConversationId, mail.Email.At, null, scope.Now),
                ],
                Work = [FollowNews.OfFiling(dossier.Key, [mail.Email.Id], null, scope.Now)],
                Events = [await _edits.ChangedAsync(view, scope.Now, cancellationToken)],
            },
        };
    }

    private async Task<string?> OfSenderAsync(string? sender, CancellationToken cancellationToken) =>
        sender is not null
        && (await _contacts.FindByAddressesAsync([sender], cancellationToken)).GetValueOrDefault(sender) is { } contact
            ? DossierRef.KeyOf(DossierKinds.Contact, contact.Id)
            : null;
}
