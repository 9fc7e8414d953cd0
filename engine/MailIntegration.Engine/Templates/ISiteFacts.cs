namespace MailIntegration.Engine.Templates;

/// <summary>What mails say of the site.</summary>
/// <param name="Name">Its name.</param>
/// <param name="MailCentre">Where people reach the mail centre, without a slash at the end; null when the site does not know its
/// own address.</param>
/// <param name="Language">Two letters: the language of whoever chose none.</param>
public sealed record SiteFacts(string Name, string? MailCentre, string Language)
{
    /// <summary>Where contacts reach their conversations, without a slash at the end; null when the site does not know its own
    /// address or has no such page.</summary>
    public string? Portal { get; init; }
}

/// <summary>Port: the site as its mails name it; there may be no request to read it from.</summary>
public interface ISiteFacts
{
    ValueTask<SiteFacts> GetAsync(CancellationToken cancellationToken);
}

/// <summary>A site of which nothing is known.</summary>
internal sealed class NoSiteFacts : ISiteFacts
{
    public ValueTask<SiteFacts> GetAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(new SiteFacts("", null, BuiltInTexts.Fallback));
}

/// <summary>Port: puts the engine's reasons into sentences, because the engine makes none.</summary>
public interface IReasonSentences
{
    /// <param name="language">Two letters.</param>
    string Of(Reason reason, string language);
}

/// <summary>Names the code; for homes without a client.</summary>
internal sealed class ReasonCodes : IReasonSentences
{
    public string Of(Reason reason, string language) => reason.ToString();
}
