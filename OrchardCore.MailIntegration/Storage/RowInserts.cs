using System.Globalization;
using System.Text;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>
/// Rows for one table, written many at a time. Numbers stand in the text: databases look parameters up one by one, and
/// most of our tables are numbers only.
/// </summary>
internal sealed class RowInserts
{
    // SQL Server takes 1,000 rows in one statement.
    private const int MaxRows = 250;
    private const int MaxParameters = 80;

    private readonly string _start;
    private readonly StringBuilder _text = new();
    private readonly List<object?> _parameters = [];
    private readonly List<(string Text, object?[] Parameters)> _full = [];
    private int _rows;

    public RowInserts(string table, params string[] columns) =>
        _start = $"INSERT INTO [#{table}] ({string.Join(',', columns.Select(c => $"[{c}]"))}) VALUES ";

    public void Add(params ReadOnlySpan<object?> values)
    {
        _text.Append(_rows++ == 0 ? "(" : ",(");
        for (var i = 0; i < values.Length; i++)
        {
            _text.Append(i == 0 ? "" : ",");
            switch (StoredValue.Of(values[i]))
            {
                case null:
                    _text.Append("NULL");
                    break;
                case long number:
                    _text.Append(CultureInfo.InvariantCulture, $"{number}");
                    break;
                case var other:
                    _text.Append(CultureInfo.InvariantCulture, $"@p{_parameters.Count}");
                    _parameters.Add(other);
                    break;
            }
        }

        _text.Append(')');
        if (_rows >= MaxRows || _parameters.Count >= MaxParameters)
        {
            Close();
        }
    }

    public async Task WriteAsync(MailSession session, CancellationToken cancellationToken)
    {
        Close();
        foreach (var (text, parameters) in _full)
        {
            await session.RunAsync(text, cancellationToken, parameters);
        }

        _full.Clear();
    }

    private void Close()
    {
        if (_rows > 0)
        {
            _full.Add((_start + _text, [.. _parameters]));
            _text.Clear();
            _parameters.Clear();
            _rows = 0;
        }
    }
}
