using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;

namespace MailIntegration.Engine.People;

/// <summary>What to call somebody of whom only a mailbox is known.</summary>
public static class ContactNames
{
    /// <summary>The display name that the mailbox gives, else its address; fit to be saved.</summary>
    public static string Of(MailboxAddress mailbox)
    {
        ArgumentNullException.ThrowIfNull(mailbox);
        var name = string.Concat((mailbox.Name ?? "").Where(c => !char.IsControl(c))).Trim();
        var text = name.Length > 0 ? name : mailbox.Address;
        return TextCut.At(text, SetupValidator.MaxName).TrimEnd();
    }
}
