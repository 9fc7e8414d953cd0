using MailIntegration.Engine.Channels;
using Microsoft.AspNetCore.Mvc.Rendering;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.ViewModels;

namespace OrchardCore.MailIntegration.Drivers;

/// <summary>The part of an address' editor that only forwarding addresses have: by which way answers leave, and the checks at the door.</summary>
internal static class HostedFields
{
    public static void Show(MailAddressPart part, MailAddressPartViewModel model, MailSetup setup, string siteMailer)
    {
        if (part.Hosted is not { } rules)
        {
            return;
        }

        model.IsHosted = true;
        model.ForwardingAddress = part.MailboxId;
        model.SendVia = rules.SendVia;
        model.RequireSignature = rules.RequireSignature;
        model.TrustedServer = rules.TrustedServer;
        model.SpamThreshold = rules.SpamThreshold;
        model.AllowedSenders = string.Join('\n', rules.AllowedSenders);
        model.DeniedSenders = string.Join('\n', rules.DeniedSenders);
        model.SendViaChoices =
        [
            new SelectListItem(siteMailer, ""),
            .. setup.Addresses.Where(a => a.Hosted is null).OrderBy(a => a.Email, StringComparer.Ordinal)
                .Select(a => new SelectListItem(a.Email, a.Id)),
        ];
    }

    /// <summary>What is no address or domain stays as typed, so that the error can name it.</summary>
    public static void Take(MailAddressPartViewModel model, MailAddressPart part)
    {
        if (part.Hosted is not { } rules)
        {
            return;
        }

        rules.SendVia = model.SendVia ?? "";
        rules.RequireSignature = model.RequireSignature;
        rules.TrustedServer = model.TrustedServer?.Trim() ?? "";
        rules.SpamThreshold = model.SpamThreshold;
        rules.AllowedSenders = Lines(model.AllowedSenders);
        rules.DeniedSenders = Lines(model.DeniedSenders);
    }

    private static string[] Lines(string? text) => (text ?? "")
        .Split(['\n', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(rule => HostedAddress.Rule(rule) ?? rule)
        .Distinct(StringComparer.Ordinal)
        .ToArray();
}
