using System.Globalization;

namespace Twinyard.Twins.Isolation;

/// <summary>A process and all that descend from it, as <c>/proc</c> tells it (proc(5)). Linux only; elsewhere it is always empty.</summary>
internal static class ProcessTree
{
    private static readonly long PageSize = Environment.SystemPageSize;

    // Clock ticks of /proc a second: fixed for all architectures that .NET runs on.
    private const double TicksASecond = 100;

    public static TreeUsage Read(int root)
    {
        if (!Directory.Exists("/proc/self"))
        {
            return default;
        }

        var children = new Dictionary<int, List<ProcessUsage>>();
        ProcessUsage? first = null;
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(entry.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && ReadOne(entry, id) is { } usage)
            {
                if (id == root)
                {
                    first = usage;
                }
                else if (children.TryGetValue(usage.Parent, out var siblings))
                {
                    siblings.Add(usage);
                }
                else
                {
                    children[usage.Parent] = [usage];
                }
            }
        }

        return first is { } leader ? Sum(leader, children) : default;
    }

    private static TreeUsage Sum(ProcessUsage leader, Dictionary<int, List<ProcessUsage>> children)
    {
        var open = new Stack<ProcessUsage>([leader]);
        var (processes, memory, ticks) = (0, 0L, 0L);
        while (open.TryPop(out var process))
        {
            processes++;
            memory += process.Memory;
            ticks += process.Ticks;
            foreach (var child in children.GetValueOrDefault(process.Id) ?? [])
            {
                open.Push(child);
            }
        }

        return new TreeUsage(processes, memory, TimeSpan.FromSeconds(ticks / TicksASecond));
    }

    private static ProcessUsage? ReadOne(string entry, int id)
    {
        try
        {
            // The name, in brackets, may hold spaces and brackets itself.
            var stat = File.ReadAllText(Path.Combine(entry, "stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            // resident and shared pages; what is shared are files' pages, mostly.
            var statm = File.ReadAllText(Path.Combine(entry, "statm")).Split(' ');
            return new ProcessUsage(
                id,
                (int)Number(fields[1]),
                Math.Max(0, Number(statm[1]) - Number(statm[2])) * PageSize,
                // Its own and that of children that it has waited for.
                Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile.
            return null;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private readonly record struct ProcessUsage(int Id, int Parent, long Memory, long Ticks);
}

/// <param name="Memory">Bytes that are not files' pages.</param>
/// <param name="Cpu">Processor time, without that of children nobody waited for.</param>
internal readonly record struct TreeUsage(int Processes, long Memory, TimeSpan Cpu);
