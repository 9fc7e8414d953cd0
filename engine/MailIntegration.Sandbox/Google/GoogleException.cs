namespace MailIntegration.Sandbox.Google;

/// <summary>A refusal as Google's APIs word it.</summary>
/// <param name="reason">The old style's reason, for example <c>rateLimitExceeded</c>.</param>
/// <param name="code">The new style's status, for example <c>RESOURCE_EXHAUSTED</c>; null where the API has none (Directory).</param>
internal sealed class GoogleException(int status, string reason, string message, string? code = null) : Exception(message)
{
    public int Status { get; } = status;

    public string Reason { get; } = reason;

    public string? Code { get; } = code;

    public TimeSpan? RetryAfter { get; init; }

    public static GoogleException Invalid(string message) => new(400, "invalidArgument", message, "INVALID_ARGUMENT");

    public static GoogleException NotFound() => new(404, "notFound", "Requested entity was not found.", "NOT_FOUND");
}
