using System.Globalization;

namespace Twinyard.Events.Schedules;

/// <summary>A field of <c>cron(…)</c> that is a set of numbers: lists, ranges, steps, names.</summary>
internal sealed class CronField
{
    private readonly bool[] _has;
    private readonly int _first;

    private CronField(int first, int last)
    {
        _first = first;
        _has = new bool[last - first + 1];
    }

    /// <summary>Whether the field is written with <c>*</c>, a range or a step.</summary>
    public bool IsInterval { get; private set; }

    public static CronField? Parse(string text, CronFieldRange range, out string problem)
    {
        var field = new CronField(range.First, range.Last);
        foreach (var item in text.Split(','))
        {
            if (field.Add(item, range) is { } found)
            {
                problem = found;
                return null;
            }
        }

        problem = "";
        return field;
    }

    public bool Has(int value) => value >= _first && value - _first < _has.Length && _has[value - _first];

    /// <summary>The smallest member from the value on, or null.</summary>
    public int? From(int value)
    {
        for (var i = Math.Max(0, value - _first); i < _has.Length; i++)
        {
            if (_has[i])
            {
                return i + _first;
            }
        }

        return null;
    }

    private string? Add(string item, CronFieldRange range)
    {
        var slash = item.Split('/');
        if (slash.Length > 2 || item.Length == 0)
        {
            return $"'{item}' is not a {range.Name}";
        }

        var step = 1;
        if (slash.Length == 2 && (!int.TryParse(slash[1], NumberStyles.None, CultureInfo.InvariantCulture, out step) || step < 1 || step > range.Last))
        {
            return $"the step '{slash[1]}' in the {range.Name} field is not a number from 1 to {range.Last}";
        }

        int from, to;
        var bounds = slash[0].Split('-');
        if (slash[0] == "*")
        {
            (from, to) = (range.First, range.Last);
            IsInterval = true;
        }
        else if (bounds.Length == 2 && range.Number(bounds[0]) is { } low && range.Number(bounds[1]) is { } high)
        {
            if (low > high)
            {
                return $"the range '{slash[0]}' in the {range.Name} field runs backwards; write it as two";
            }

            (from, to) = (low, high);
            IsInterval = true;
        }
        else if (bounds.Length == 1 && range.Number(bounds[0]) is { } only)
        {
            (from, to) = (only, slash.Length == 2 ? range.Last : only);
            IsInterval |= slash.Length == 2;
        }
        else
        {
            return $"'{item}' is not a {range.Name}; it goes from {range.First} to {range.Last}{range.NamesHint}";
        }

        for (var value = from; value <= to; value += step)
        {
            _has[value - _first] = true;
        }

        return null;
    }
}
