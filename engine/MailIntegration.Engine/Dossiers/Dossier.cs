using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Dossiers;

/// <summary>A dossier as lists show it, for one reader.</summary>
/// <param name="Ref">Its title is the last known one when <paramref name="IsMissing"/>.</param>
/// <param name="IsMissing">What it belonged to is gone; the mail stays filed.</param>
/// <param name="LastAt">The newest mail in it that the reader sees; null when he sees none.</param>
/// <param name="Emails">How much mail of it the reader sees, no further than <see cref="CountCap"/>.</param>
/// <param name="MayChange">Whether he may rename and delete it.</param>
/// <param name="Version">Of a free dossier; 0 for others.</param>
public sealed record Dossier(
    DossierRef Ref, bool IsMissing, DateTimeOffset? LastAt, int Emails, bool MayChange, long Version)
{
    public const int CountCap = 20;
}

/// <summary>A mail in a dossier.</summary>
/// <param name="FiledBy">The member who filed it; null when a rule did.</param>
public sealed record FiledEmail(EmailView Email, string? FiledBy, DateTimeOffset FiledAt);

/// <param name="Next">Where the next page starts; null on the last one. A page may be short and have a next one.</param>
public sealed record DossierPage(IReadOnlyList<Dossier> Rows, (DateTimeOffset At, string Id)? Next);

/// <inheritdoc cref="DossierPage"/>
public sealed record FiledPage(IReadOnlyList<FiledEmail> Rows, (DateTimeOffset At, string Id)? Next);

/// <summary>A dossier with those of some e-mails that lie in it.</summary>
public sealed record Filing(DossierRef Dossier, IReadOnlyList<string> EmailIds);
