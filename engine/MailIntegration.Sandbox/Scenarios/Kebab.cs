using System.Text;

namespace MailIntegration.Sandbox.Scenarios;

/// <summary>Names of faults as people write them: <c>lost-cursor</c>.</summary>
internal static class Kebab
{
    public static string Of(FaultKind kind)
    {
        var text = new StringBuilder();
        foreach (var letter in kind.ToString())
        {
            if (char.IsUpper(letter) && text.Length > 0)
            {
                text.Append('-');
            }

            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }

    /// <returns>Null when no fault has the name.</returns>
    public static FaultKind? Read(string? name) => Enum.GetValues<FaultKind>()
        .Cast<FaultKind?>().FirstOrDefault(kind => string.Equals(Of(kind!.Value), name, StringComparison.OrdinalIgnoreCase));
}
