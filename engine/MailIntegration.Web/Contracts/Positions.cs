using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace MailIntegration.Web.Contracts;

/// <summary>Places in lists as opaque text. They carry no rights: every page is asked for with the reader's own.</summary>
public static class Positions
{
    private const int MaxLength = 300;

    /// <param name="at">The moment of the last row of a page.</param>
    /// <param name="id">Its identity among rows of the same moment.</param>
    public static string Write(DateTimeOffset at, string id) => WebEncoders.Base64UrlEncode(
        Encoding.UTF8.GetBytes(at.UtcTicks.ToString(CultureInfo.InvariantCulture) + "." + id));

    /// <summary>Null when there is no next page.</summary>
    public static string? Write((DateTimeOffset At, string Id)? next) => next is { } place ? Write(place.At, place.Id) : null;

    /// <returns>False when the text is none that <see cref="Write"/> made; an empty one is the start of the list.</returns>
    public static bool TryRead(string? text, out (DateTimeOffset At, string Id)? position)
    {
        position = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        if (text.Length > MaxLength)
        {
            return false;
        }

        try
        {
            var plain = Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(text));
            var dot = plain.IndexOf('.', StringComparison.Ordinal);
            if (dot <= 0
                || !long.TryParse(plain.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
                || ticks > DateTimeOffset.MaxValue.UtcTicks)
            {
                return false;
            }

            position = (new DateTimeOffset(ticks, TimeSpan.Zero), plain[(dot + 1)..]);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
