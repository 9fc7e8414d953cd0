namespace MailIntegration.Engine.Processing.TryOut;

/// <summary>Ids of planned conversations are new with every plan; what is compared is which mail shares one.</summary>
internal sealed class ConversationNames
{
    private readonly HashSet<string> _known;
    private readonly PlanState _state;
    private readonly Dictionary<string, string> _planned = new(StringComparer.Ordinal);

    public ConversationNames(HashSet<string> known, PlanState state)
    {
        _known = known;
        _state = state;
    }

    /// <param name="key">Of the mail; the first of a conversation names it.</param>
    public string Of(string conversationId, string key)
    {
        var id = _state.Resolve(conversationId);
        if (_known.Contains(id))
        {
            return id;
        }

        _planned.TryAdd(id, "new-" + key);
        return _planned[id];
    }
}
