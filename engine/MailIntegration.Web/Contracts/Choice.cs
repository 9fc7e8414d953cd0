namespace MailIntegration.Web.Contracts;

/// <summary>One of several in a query. The framework takes an enum's names as they are declared; the API writes them in camel
/// case, and takes back what it wrote.</summary>
internal readonly record struct Choice<T>(T Value)
    where T : struct, Enum
{
    public static bool TryParse(string? text, out Choice<T> choice)
    {
        var isOne = Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value);
        choice = new Choice<T>(value);
        return isOne;
    }
}
