using System.Security.Cryptography;
using System.Text.Json;
using MailIntegration.Sandbox.Accounts;
using MailIntegration.Sandbox.Google;

namespace MailIntegration.Sandbox;

/// <summary>What outlives a run: service accounts with keys and delegations, and the sign-ins of people.</summary>
internal sealed class KeptState
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly SandboxState _state;
    private readonly string _path;
    private readonly Lock _gate = new();

    public KeptState(SandboxState state, string path)
    {
        _state = state;
        _path = Path.GetFullPath(path);
    }

    /// <summary>Takes over what the file holds, and writes it anew with every change.</summary>
    /// <exception cref="InvalidDataException">The file is something else.</exception>
    public void Begin()
    {
        if (File.Exists(_path))
        {
            Restore(Read());
        }

        _state.Google.Changed = Save;
        _state.Google.SignIns.Changed = Save;
        _state.Tokens.SignIns.Changed = Save;
    }

    private Content Read()
    {
        try
        {
            return JsonSerializer.Deserialize<Content>(File.ReadAllText(_path), Format) ?? throw new InvalidDataException($"{_path} is empty.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{_path} holds something else than a sandbox's state.", exception);
        }
    }

    private void Restore(Content content)
    {
        foreach (var kept in content.ServiceAccounts)
        {
            var account = _state.Google.Restore(new ServiceAccount(kept.Name, kept.ProjectId, kept.ClientId));
            foreach (var (id, pem) in kept.Keys)
            {
                var key = RSA.Create();
                key.ImportFromPem(pem);
                account.Restore(id, key);
            }

            foreach (var tenant in _state.Tenants)
            {
                _state.Google.Delegate(tenant, account, [.. kept.Scopes]);
            }
        }

        Restore(_state.Google.SignIns, content.GoogleSignIns);
        Restore(_state.Tokens.SignIns, content.MicrosoftSignIns);
    }

    private void Restore(SignInGrants grants, IReadOnlyList<KeptSignIn> kept)
    {
        foreach (var signIn in kept)
        {
            if (_state.Tenants.FirstOrDefault(t => t.FindByAddress(signIn.User) is not null) is { } tenant)
            {
                grants.Restore(signIn.Token, new SignInGrant(
                    signIn.ClientId, tenant, tenant.FindByAddress(signIn.User)!, signIn.Scopes, "", "", DateTimeOffset.MinValue));
            }
        }
    }

    private void Save()
    {
        lock (_gate)
        {
            var accounts = _state.Google.Accounts.Where(a => a.Keys.Any()).Select(a => new KeptAccount(
                a.Name,
                a.ProjectId,
                a.ClientId,
                a.Keys.ToDictionary(k => k.Key, k => k.Value.ExportPkcs8PrivateKeyPem()),
                [.. _state.Google.ScopesOf(_state.Tenants[0], a)]));
            var content = new Content([.. accounts], List(_state.Google.SignIns), List(_state.Tokens.SignIns));
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);

            // A reader never meets half a file.
            File.WriteAllText(_path + ".new", JsonSerializer.Serialize(content, Format));
            File.Move(_path + ".new", _path, overwrite: true);
        }
    }

    private static List<KeptSignIn> List(SignInGrants grants) => grants.Refreshable
        .Select(pair => new KeptSignIn(pair.Key, pair.Value.ClientId, pair.Value.User.UserPrincipalName, pair.Value.Scopes)).ToList();

    private sealed record Content(
        IReadOnlyList<KeptAccount> ServiceAccounts, IReadOnlyList<KeptSignIn> GoogleSignIns, IReadOnlyList<KeptSignIn> MicrosoftSignIns);

    /// <param name="Keys">Private keys (PKCS#8, PEM) by their ids.</param>
    /// <param name="Scopes">What the first company delegated.</param>
    private sealed record KeptAccount(
        string Name, string ProjectId, string ClientId, IReadOnlyDictionary<string, string> Keys, IReadOnlyList<string> Scopes);

    private sealed record KeptSignIn(string Token, string ClientId, string User, IReadOnlyList<string> Scopes);
}
