namespace MailIntegration.Engine.Channels;

/// <summary>What is wrong with input, per field. Field names are those of the HTTP API; "" is the form as a whole.</summary>
public sealed class SetupErrors
{
    private readonly Dictionary<string, List<Reason>> _fields = new(StringComparer.Ordinal);

    public bool IsEmpty => _fields.Count == 0;

    public IReadOnlyDictionary<string, IReadOnlyList<Reason>> Fields =>
        _fields.ToDictionary(f => f.Key, f => (IReadOnlyList<Reason>)f.Value, StringComparer.Ordinal);

    /// <summary>The first of all reasons, for places that show one.</summary>
    public Reason? First => _fields.Values.FirstOrDefault()?[0];

    public SetupErrors Add(string field, Reason reason)
    {
        if (!_fields.TryGetValue(field, out var reasons))
        {
            _fields[field] = reasons = [];
        }

        reasons.Add(reason);
        return this;
    }

    public SetupErrors Add(string field, string code) => Add(field, new Reason(code));

    /// <summary>Takes over what else was found. A credential that was refused is not missing besides.</summary>
    public SetupErrors Include(SetupErrors others)
    {
        ArgumentNullException.ThrowIfNull(others);
        var refused = _fields.ContainsKey("secret") || _fields.ContainsKey("certificate") || _fields.ContainsKey("googleSecret");
        foreach (var (field, reasons) in others._fields)
        {
            foreach (var reason in reasons.Where(r => !refused || r.Code != "credential-required"))
            {
                Add(field, reason);
            }
        }

        return this;
    }

    public static SetupErrors Of(string field, Reason reason) => new SetupErrors().Add(field, reason);
}

/// <summary>What became of a change of the configuration.</summary>
public enum SetupOutcome
{
    Saved,

    /// <summary>See <see cref="SetupResult{T}.Errors"/>; nothing was changed.</summary>
    Invalid,

    NotFound,

    /// <summary>Somebody saved before: show the newer version and ask again.</summary>
    Stale,
}

/// <summary>Outcome of a change, with what was saved.</summary>
public sealed record SetupResult<T>(SetupOutcome Outcome, T? Value, SetupErrors Errors)
    where T : class;

/// <summary>Makes <see cref="SetupResult{T}"/>.</summary>
public static class SetupResult
{
    public static SetupResult<T> Saved<T>(T value) where T : class => new(SetupOutcome.Saved, value, new SetupErrors());

    public static SetupResult<T> Invalid<T>(SetupErrors errors) where T : class => new(SetupOutcome.Invalid, null, errors);

    public static SetupResult<T> Invalid<T>(string field, Reason reason) where T : class =>
        new(SetupOutcome.Invalid, null, SetupErrors.Of(field, reason));

    public static SetupResult<T> NotFound<T>() where T : class => new(SetupOutcome.NotFound, null, new SetupErrors());

    public static SetupResult<T> Stale<T>() where T : class => new(SetupOutcome.Stale, null, new SetupErrors());
}
