using System.Globalization;

namespace MailIntegration.Engine.Mime.Headers;

/// <summary>
/// Reads RFC 5322 dates and what old and careless senders write: no weekday, two-digit years (section 4.3), zone names, no zone,
/// asctime order, a broken time of day. A day, a month and a year must be there.
/// </summary>
internal static class DateParser
{
    private const int MostTokens = 16;
    private const string MonthNames = "janfebmaraprmayjunjulaugsepoctnovdec";

    private static readonly Dictionary<string, int> Zones = new(StringComparer.OrdinalIgnoreCase)
    {
        ["UT"] = 0, ["UTC"] = 0, ["GMT"] = 0, ["Z"] = 0, ["EDT"] = -240, ["EST"] = -300, ["CDT"] = -300, ["CST"] = -360,
        ["MDT"] = -360, ["MST"] = -420, ["PDT"] = -420, ["PST"] = -480,
        // Not in the standard, but unambiguous in mail.
        ["CET"] = 60, ["CEST"] = 120, ["MET"] = 60, ["MEST"] = 120, ["BST"] = 60, ["EET"] = 120, ["EEST"] = 180, ["JST"] = 540,
    };

    public static DateTimeOffset? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var draft = default(Draft);
        var count = 0;
        var value = text.AsSpan();
        foreach (var range in value.SplitAny(" \t,"))
        {
            var token = value[range].Trim("()\"");
            if (!token.IsEmpty && (++count > MostTokens || !draft.Take(token)))
            {
                break;
            }
        }

        return draft.ToDate();
    }

    private struct Draft
    {
        private int? _day;
        private int? _month;
        private int? _year;
        private TimeSpan? _time;
        private int? _zone;

        /// <summary>Returns false when nothing after this token can matter.</summary>
        public bool Take(ReadOnlySpan<char> token)
        {
            if (_zone is null && _year is not null && ReadZone(token) is { } zone)
            {
                _zone = zone;
                return false;
            }

            if (token.Contains(':'))
            {
                _time ??= ReadTime(token);
            }
            else if (_day is null && token.Count('-') == 2)
            {
                TakeDashed(token);
            }
            else
            {
                TakeWord(token);
            }

            return true;
        }

        public readonly DateTimeOffset? ToDate()
        {
            if (_day is not { } day || _month is not { } month || _year is not { } year
                || year is < 1 or > 9998 || day < 1 || day > DateTime.DaysInMonth(year, month))
            {
                return null;
            }

            var local = new DateTime(year, month, day) + (_time ?? TimeSpan.Zero);
            var offset = TimeSpan.FromMinutes(_zone ?? 0);
            return local.Ticks - offset.Ticks > 0 ? new DateTimeOffset(local, offset) : null;
        }

        private void TakeWord(ReadOnlySpan<char> token)
        {
            if (_month is null && ReadMonth(token) is { } month)
            {
                _month = month;
            }
            else if (int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                if (_day is null && token.Length <= 2)
                {
                    _day = number;
                }
                else if (_year is null && token.Length <= 4)
                {
                    _year = token.Length switch
                    {
                        // RFC 5322 section 4.3.
                        2 => number < 50 ? 2000 + number : 1900 + number,
                        3 => 1900 + number,
                        _ => number,
                    };
                }
            }
        }

        /// <summary>23-Oct-2003.</summary>
        private void TakeDashed(ReadOnlySpan<char> token)
        {
            foreach (var range in token.Split('-'))
            {
                TakeWord(token[range]);
            }
        }

        private static int? ReadMonth(ReadOnlySpan<char> token)
        {
            if (token.Length < 3)
            {
                return null;
            }

            var at = MonthNames.AsSpan().IndexOf(token[..3], StringComparison.OrdinalIgnoreCase);
            return at >= 0 && at % 3 == 0 ? (at / 3) + 1 : null;
        }

        private static TimeSpan? ReadTime(ReadOnlySpan<char> token)
        {
            Span<int> parts = [0, 0, 0];
            var count = 0;
            foreach (var range in token.Split(':'))
            {
                var part = token[range];
                var dot = part.IndexOf('.');
                part = dot < 0 ? part : part[..dot];
                if (count == 3 || !int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out parts[count++]))
                {
                    return null;
                }
            }

            // A leap second is the second before it.
            var seconds = parts[2] == 60 ? 59 : parts[2];
            return count >= 2 && parts[0] < 24 && parts[1] < 60 && seconds < 60 ? new TimeSpan(parts[0], parts[1], seconds) : null;
        }

        private static int? ReadZone(ReadOnlySpan<char> token)
        {
            if (token is ['+' or '-', ..] && token.Length is 5 or 6)
            {
                var digits = token[1..].ToString().Replace(":", "", StringComparison.Ordinal);
                if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || digits.Length != 4)
                {
                    return null;
                }

                var minutes = (number / 100 * 60) + (number % 100);
                return minutes > 14 * 60 ? null : token[0] == '-' ? -minutes : minutes;
            }

            return Zones.TryGetValue(token.ToString(), out var named) ? named : null;
        }
    }
}
