using System.Text;

namespace Twinyard.Twins.Jupyter;

/// <summary>The shell script that a terminal starts. It runs detached, and what becomes of it is in files beside it.</summary>
internal static class TerminalScript
{
    public const string FileName = "run.sh";

    /// <summary>Its process group, written first.</summary>
    public const string Started = "started";

    /// <summary>The exit status, and how many parts the outputs have; there only when all else is.</summary>
    public const string Ended = "ended";

    public const string Output = "stdout.log";
    public const string Errors = "stderr.log";

    /// <summary>The program for a script's extension; null where there is none.</summary>
    public static string? Program(string script) => Path.GetExtension(script) switch
    {
        ".py" => "python3 -u",
        ".sh" => "bash",
        _ => null,
    };

    public static string Of(TwinRun run, IReadOnlyDictionary<string, string> variables, IReadOnlyDictionary<string, string> paths)
    {
        var script = new StringBuilder("root=$PWD\necho $$ > started.new && mv started.new started\nrm -f run.sh\n");
        foreach (var (name, value) in variables)
        {
            script.Append("export ").Append(name).Append('=').Append(Quote(value)).Append('\n');
        }

        foreach (var (name, path) in paths)
        {
            script.Append("export ").Append(name).Append("=\"$root\"/").Append(Quote(path)).Append('\n');
        }

        // The status of the script itself, whatever packing does after it.
        return script.Append(
            $"""
            mkdir -p out tmp && tar -xzf {KernelSessions.Archive} && cd {Quote(run.Folder.Length == 0 ? "tree" : $"tree/{run.Folder}")} || exit
            {Program(run.Script)} {Quote(run.Script)} >"$root/{Output}" 2>"$root/{Errors}"
            status=$?
            cd "$root"
            parts=0
            if [ $status -eq 0 ]; then
              tar -czf out.tar.gz -C out . && split -b 8388608 -a 4 out.tar.gz piece. || status=125
              for piece in piece.*; do mv "$piece" "out-$parts.part"; parts=$((parts + 1)); done
            fi
            echo "$status $parts" > ended.new && mv ended.new {Ended}

            """).ToString();
    }

    /// <summary>Typed into a terminal: starts it once, however often it is typed. The terminal begins in the server's root folder, or knows it.</summary>
    public static string Start(string path) =>
        $" cd \"${{JUPYTER_SERVER_ROOT:-$PWD}}/{path}\" && mkdir once 2>/dev/null && (setsid sh {FileName} </dev/null >/dev/null 2>&1 &)";

    public static string Kill(string path) => $" kill -KILL -- -$(cat \"${{JUPYTER_SERVER_ROOT:-$PWD}}/{path}/{Started}\")";

    public static string Remove(string path) => $" cd / && rm -rf \"${{JUPYTER_SERVER_ROOT:-$OLDPWD}}/{path}\"";

    private static string Quote(string text) => text.Length == 0 ? "" : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
