using MailIntegration.Engine.Security;
using OrchardCore.Data.Documents;

namespace OrchardCore.MailIntegration.Models;

/// <summary>Open one-time tokens by the hash of their secret.</summary>
public sealed class MailOneTimeTokens : Document
{
    public Dictionary<string, OneTimeToken> Tokens { get; set; } = [];
}
