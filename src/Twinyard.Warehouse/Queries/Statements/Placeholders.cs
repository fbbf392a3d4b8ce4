using System.Globalization;
using System.Text;

namespace Twinyard.Warehouse.Queries.Statements;

/// <summary>
/// Writes values in the place of a statement's parameters, because DuckDB plans a statement as JSON only without any. It knows strings, names and comments well enough; that it has not been
/// misled is for <see cref="TreeComparison"/> to say.
/// </summary>
internal sealed class Placeholders(string sql, IReadOnlyList<object?> values)
{
    private readonly StringBuilder _filled = new(sql.Length);
    private readonly List<string> _named = [];
    private int _at;
    private int _unnamed;

    public static string Fill(string sql, IReadOnlyList<object?> values) => new Placeholders(sql, values).Fill();

    private string Fill()
    {
        while (_at < sql.Length)
        {
            switch (sql[_at])
            {
                case '\'':
                    Copy(Quoted(_at, '\'', escapes: _at > 0 && sql[_at - 1] is 'e' or 'E' && (_at < 2 || !IsName(sql[_at - 2]))));
                    break;
                case '"':
                    Copy(Quoted(_at, '"', escapes: false));
                    break;
                case '-' when At("--"):
                    Copy(sql.IndexOf('\n', _at) is >= 0 and var end ? end : sql.Length);
                    break;
                case '/' when At("/*"):
                    Copy(Comment());
                    break;
                case '$':
                    Dollar();
                    break;
                case '?':
                    Replace(_at + 1, _unnamed++);
                    break;
                case var letter when IsName(letter):
                    Copy(NameEnd(_at));
                    break;
                default:
                    Copy(_at + 1);
                    break;
            }
        }

        return _filled.ToString();
    }

    private static bool IsName(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '$' or >= '\u0080';

    private static string Literal(object? value) => value switch
    {
        bool flag => $"CAST('{(flag ? "true" : "false")}' AS BOOLEAN)",
        string text => $"CAST('{text.Replace("'", "''", StringComparison.Ordinal).Replace("\0", "", StringComparison.Ordinal)}' AS VARCHAR)",
        sbyte or byte or short or ushort or int or uint or long => $"CAST('{Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)}' AS BIGINT)",
        float or double => $"CAST('{Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture)}' AS DOUBLE)",
        decimal exact => $"CAST('{exact.ToString(CultureInfo.InvariantCulture)}' AS DECIMAL(38, 9))",
        DateTime time => $"CAST('{time.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}' AS TIMESTAMP)",
        DateTimeOffset time => Literal(time.UtcDateTime),
        _ => "NULL",
    };

    private bool At(string text) => string.CompareOrdinal(sql, _at, text, 0, text.Length) == 0;

    private void Copy(int end)
    {
        _filled.Append(sql, _at, end - _at);
        _at = end;
    }

    private void Replace(int end, int index)
    {
        _filled.Append(Literal(index < values.Count ? values[index] : null));
        _at = end;
    }

    private int NameEnd(int from)
    {
        var end = from;
        while (end < sql.Length && IsName(sql[end]) && !(sql[end] is 'e' or 'E' && end == from && end + 1 < sql.Length && sql[end + 1] == '\''))
        {
            end++;
        }

        return Math.Max(end, from + 1);
    }

    private int Quoted(int from, char quote, bool escapes)
    {
        for (var end = from + 1; end < sql.Length; end++)
        {
            if (escapes && sql[end] == '\\')
            {
                end++;
            }
            else if (sql[end] == quote && (end + 1 == sql.Length || sql[end + 1] != quote))
            {
                return end + 1;
            }
            else if (sql[end] == quote)
            {
                end++;
            }
        }

        return sql.Length;
    }

    private int Comment()
    {
        var depth = 0;
        for (var end = _at; end + 1 < sql.Length; end++)
        {
            if (sql[end] == '/' && sql[end + 1] == '*')
            {
                depth++;
                end++;
            }
            else if (sql[end] == '*' && sql[end + 1] == '/')
            {
                end++;
                if (--depth == 0)
                {
                    return end + 1;
                }
            }
        }

        return sql.Length;
    }

    // $1 and $name are parameters, $$…$$ and $tag$…$tag$ are texts.
    private void Dollar()
    {
        var end = _at + 1;
        while (end < sql.Length && IsName(sql[end]) && sql[end] != '$')
        {
            end++;
        }

        var name = sql[(_at + 1)..end];
        if (end < sql.Length && sql[end] == '$')
        {
            var tag = sql[_at..(end + 1)];
            Copy(sql.IndexOf(tag, end + 1, StringComparison.Ordinal) is >= 0 and var close ? close + tag.Length : sql.Length);
        }
        else if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            Replace(end, number - 1);
        }
        else
        {
            if (!_named.Contains(name))
            {
                _named.Add(name);
            }

            Replace(end, _named.IndexOf(name));
        }
    }
}
