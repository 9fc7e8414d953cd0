using System.Text.RegularExpressions;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;

namespace MailIntegration.Engine.Writing;

/// <summary>Who a mail comes from, as its receiver sees it: name (AD6) and signature (AD8).</summary>
public static partial class SenderIdentity
{
    /// <summary>Name and address that stand in From.</summary>
    /// <param name="member">Who sends; null for automatic mail, which speaks for the company.</param>
    public static MailboxAddress From(ChannelAddress address, Channel channel, MailSettings settings, Member? member)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(settings);
        var own = First(channel.SenderName, address.DisplayName);
        var company = First(settings.CompanyName, own);
        var name = address.FromNameRule switch
        {
            FromNameRule.Company => company,
            FromNameRule.MemberAndCompany when member is null => company,
            FromNameRule.MemberAndCompany => company.Length == 0 ? member.Name : $"{member.Name} ({company})",
            _ => own,
        };
        return new MailboxAddress(name, address.Email);
    }

    /// <summary>The signature with its tokens filled in and cleaned: <c>{{ fullName }}</c>, <c>{{ firstName }}</c>,
    /// <c>{{ companyName }}</c>.</summary>
    /// <param name="member">Who sends; without one the tokens of names stay empty.</param>
    public static string Signature(IHtmlCleaner cleaner, string? signatureHtml, MailSettings settings, Member? member)
    {
        ArgumentNullException.ThrowIfNull(cleaner);
        ArgumentNullException.ThrowIfNull(settings);
        if (string.IsNullOrWhiteSpace(signatureHtml))
        {
            return "";
        }

        var filled = Token().Replace(signatureHtml, match => OutgoingHtml.Encode(match.Groups["name"].Value.ToLowerInvariant() switch
        {
            "fullname" => member?.Name ?? "",
            "firstname" => FirstName(member?.Name ?? ""),
            _ => settings.CompanyName,
        }));
        return OutgoingHtml.CleanSignature(cleaner, filled);
    }

    private static string FirstName(string name) => name.Trim().Split(' ', 2)[0];

    private static string First(string preferred, string other) =>
        string.IsNullOrWhiteSpace(preferred) ? other.Trim() : preferred.Trim();

    [GeneratedRegex(@"\{\{\s*(?<name>fullName|firstName|companyName)\s*\}\}", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Token();
}
