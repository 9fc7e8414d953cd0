namespace MailIntegration.Engine.Mime;

/// <summary>The codes of <see cref="MailContent.Warnings"/>, each once, in the order in which they came up.</summary>
internal sealed class WarningSet
{
    private readonly List<string> _codes = [];

    public IReadOnlyList<string> Codes => _codes;

    public void Add(string code)
    {
        // A handful of codes exist, so a list beats a set.
        if (!_codes.Contains(code))
        {
            _codes.Add(code);
        }
    }
}

/// <summary>Every warning code that the reader gives.</summary>
internal static class MimeWarnings
{
    public const string AddressesLimit = "addresses-limit";
    public const string BodyTruncated = "body-truncated";
    public const string BoundaryMissing = "boundary-missing";
    public const string CharsetRepaired = "charset-repaired";
    public const string CharsetUnknown = "charset-unknown";
    public const string DateInvalid = "date-invalid";
    public const string DepthLimit = "depth-limit";
    public const string EncodingInvalid = "encoding-invalid";
    public const string EncodingUnknown = "encoding-unknown";
    public const string HeaderInvalid = "header-invalid";
    public const string HeaderTruncated = "header-truncated";
    public const string MultipartUnterminated = "multipart-unterminated";
    public const string PartsLimit = "parts-limit";
}
