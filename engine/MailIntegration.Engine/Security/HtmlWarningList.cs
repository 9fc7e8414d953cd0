namespace MailIntegration.Engine.Security;

/// <summary>Collects warning codes, each once.</summary>
internal sealed class HtmlWarningList
{
    private readonly List<string> _codes = [];

    public IReadOnlyList<string> Codes => _codes;

    public void Add(string code)
    {
        if (!_codes.Contains(code))
        {
            _codes.Add(code);
        }
    }
}
