namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>A refusal, as Graph words it.</summary>
internal sealed class GraphException : Exception
{
    public GraphException(int status, string code, string message) : base(message)
    {
        Status = status;
        Code = code;
    }

    public int Status { get; }

    public string Code { get; }

    public Dictionary<string, string> Headers { get; } = [];

    public static GraphException BadRequest(string code, string message) => new(400, code, message);

    public static GraphException UnknownProperty(string name, string type) =>
        new(400, "RequestBroker--ParseUri", $"Could not find a property named '{name}' on type '{type}'.");

    public static GraphException ItemNotFound() =>
        new(404, "ErrorItemNotFound", "The specified object was not found in the store.");

    public static GraphException MalformedId() => new(400, "ErrorInvalidIdMalformed", "Id is malformed.");

    public static GraphException AccessDenied() =>
        new(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");

    public static GraphException SyncStateNotFound(int generation, int highest) => new(
        410, "SyncStateNotFound",
        $"The sync state generation is not found; generation={generation};[highest={highest}][{highest}][{highest - 2}][{highest - 1}].");

    public GraphException With(string header, string value)
    {
        Headers[header] = value;
        return this;
    }
}
