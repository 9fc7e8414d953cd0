namespace MailIntegration.Engine;

/// <summary>
/// Why something happened or failed: a stable code with named arguments. The engine never makes sentences; the web
/// client turns the code into one, per language (key <c>reason.{Code}</c>).
/// </summary>
/// <param name="Code">Lower-case words joined by hyphens, for example <c>secret-expired</c>.</param>
/// <param name="Args">Values that the sentence names; never secrets, never mail bodies.</param>
[method: System.Text.Json.Serialization.JsonConstructor]
public sealed record Reason(string Code, IReadOnlyDictionary<string, string> Args)
{
    private static readonly IReadOnlyDictionary<string, string> NoArgs = new Dictionary<string, string>();

    public Reason(string code) : this(code, NoArgs)
    {
    }

    public Reason(string code, string name, string value)
        : this(code, new Dictionary<string, string> { [name] = value })
    {
    }

    public override string ToString() =>
        Args.Count == 0 ? Code : $"{Code} ({string.Join(", ", Args.Select(a => $"{a.Key}={a.Value}"))})";
}
