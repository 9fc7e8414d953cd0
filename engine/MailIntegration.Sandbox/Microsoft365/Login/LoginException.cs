namespace MailIntegration.Sandbox.Microsoft365.Login;

/// <summary>A refusal of the token endpoint (RFC 6749 5.2, with Entra's additions).</summary>
internal sealed class LoginException : Exception
{
    public LoginException(int number, string error, string description, int status = 400) : base(description)
    {
        Number = number;
        Error = error;
        Status = status;
    }

    /// <summary>The number in AADSTS...</summary>
    public int Number { get; }

    public string Error { get; }

    public int Status { get; }
}
