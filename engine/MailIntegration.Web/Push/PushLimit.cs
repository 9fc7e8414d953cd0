namespace MailIntegration.Web.Push;

/// <summary>
/// How many pushes are looked at: whoever has no proof costs a look-up each, and may not cost more. What is refused here
/// is sent again by the provider, and found by the poll at the latest.
/// </summary>
internal sealed class PushLimit
{
    /// <summary>Pushes in <see cref="Window"/>.</summary>
    public const int Most = 600;

    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private DateTimeOffset _since;
    private int _count;

    public PushLimit(TimeProvider time)
    {
        _time = time;
    }

    public bool Take()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (now - _since >= Window || now < _since)
            {
                (_since, _count) = (now, 0);
            }

            return ++_count <= Most;
        }
    }
}
