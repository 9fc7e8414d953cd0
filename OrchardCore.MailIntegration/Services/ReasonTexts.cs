using System.Globalization;
using MailIntegration.Engine;
using MailIntegration.Engine.Templates;

namespace OrchardCore.MailIntegration.Services;

/// <summary>Sentences for the engine's reasons in the language of the request.</summary>
public sealed class ReasonTexts
{
    private readonly IReasonSentences _sentences;

    public ReasonTexts(IReasonSentences sentences)
    {
        _sentences = sentences;
    }

    public string Of(Reason reason) => _sentences.Of(reason, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName);
}
