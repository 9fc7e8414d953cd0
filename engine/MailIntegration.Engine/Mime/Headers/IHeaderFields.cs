namespace MailIntegration.Engine.Mime.Headers;

/// <summary>The fields of one header block, in order, whoever found them.</summary>
internal interface IHeaderFields
{
    int Count { get; }

    ReadOnlySpan<byte> Name(int index);

    /// <summary>The raw value: folded, without the white space around it.</summary>
    ReadOnlySpan<byte> Value(int index);
}

/// <summary>What can be asked of any header block.</summary>
internal static class HeaderFields
{
    /// <summary>The first field of that name, unfolded but not decoded; null when there is none.</summary>
    /// <param name="longest">What lies beyond so many bytes is left out.</param>
    public static string? Text(this IHeaderFields fields, ReadOnlySpan<byte> name, int longest = int.MaxValue)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(fields.Name(i), name))
            {
                var value = fields.Value(i);
                return HeaderText.Unfold(value[..Math.Min(value.Length, longest)]);
            }
        }

        return null;
    }
}
