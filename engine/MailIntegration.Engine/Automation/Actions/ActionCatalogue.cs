namespace MailIntegration.Engine.Automation.Actions;

/// <summary>The actions that there are, by name.</summary>
public sealed class ActionCatalogue
{
    private readonly Dictionary<string, IMailAction> _actions;

    public ActionCatalogue(IEnumerable<IMailAction> actions)
    {
        All = actions.ToList();
        _actions = All.ToDictionary(a => a.Name, StringComparer.Ordinal);
    }

    public IReadOnlyList<IMailAction> All { get; }

    /// <summary>Null when there is no such action.</summary>
    public IMailAction? Find(string name) => _actions.GetValueOrDefault(name);
}
