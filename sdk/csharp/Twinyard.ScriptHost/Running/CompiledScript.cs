using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using Twinyard.Sdk;

namespace Twinyard.ScriptHost.Running;

/// <summary>Runs the assembly that the compiler made of a script.</summary>
internal static class CompiledScript
{
    /// <summary>The type and the method that Roslyn emits for the first submission of a script.</summary>
    private const string EntryType = "Submission#0";
    private const string EntryMethod = "<Factory>";

    /// <returns>Null when the file is damaged, as a crash can leave it, or was taken away meanwhile.</returns>
    public static Assembly? TryLoad(string file)
    {
        try
        {
            return AssemblyLoadContext.Default.LoadFromAssemblyPath(file);
        }
        catch (Exception e) when (e is BadImageFormatException or IOException)
        {
            return null;
        }
    }

    /// <returns>0, or the number that the script returned; 1 when it threw.</returns>
    /// <param name="assemblyFolders">Of assemblies that the script references by path, and of layers; what they need is looked for there too.</param>
    public static async Task<int> RunAsync(Assembly assembly, IEnumerable<string> assemblyFolders, ScriptGlobals globals, TextWriter errors)
    {
        var folders = assemblyFolders.Distinct().ToList();
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            folders.Select(folder => Path.Combine(folder, name.Name + ".dll")).FirstOrDefault(File.Exists) is { } found ? context.LoadFromAssemblyPath(found) : null;
        var factory = assembly.GetType(EntryType, throwOnError: true)! /* or it throws */.GetMethod(EntryMethod, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            ?? throw new InvalidOperationException($"{assembly.Location} holds no compiled script.");
        try
        {
            // Slot 0 is the globals object, slot 1 is where the submission stores itself.
            var submission = factory.CreateDelegate<Func<object?[], Task<object>>>();
            return await submission([globals, null]) is int exitCode ? exitCode : 0;
        }
        catch (Exception e)
        {
            await errors.WriteLineAsync(Describe(e));
            return ScriptCommand.Failed;
        }
    }

    /// <summary>The message, and of the stack the frames that are in script files.</summary>
    private static string Describe(Exception exception)
    {
        var message = exception is TwinyardException ? exception.Message : $"{exception.GetType().Name}: {exception.Message}";
        var frames = new StackTrace(exception, fNeedFileInfo: true).GetFrames()
            .Where(frame => frame.GetFileName() is { } file && file.EndsWith(".csx", StringComparison.Ordinal))
            .Select(frame => $"   at {frame.GetFileName()}:{frame.GetFileLineNumber()}");
        var inner = exception.InnerException is { } cause ? $"{Environment.NewLine}   because {cause.GetType().Name}: {cause.Message}" : "";
        return string.Join(Environment.NewLine, frames.Prepend(message + inner));
    }
}
