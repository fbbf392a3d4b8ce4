using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Twinyard.WebConsole;

namespace Twinyard.EndToEnd.Tests.Demos;

/// <summary>Links into the console that a command has printed.</summary>
internal static partial class ConsoleLinks
{
    /// <summary>Those whose path is no page of the console. Sign-in links are none of them.</summary>
    public static IReadOnlyList<string> Missing(string output)
    {
        var pages = typeof(ConsoleServices).Assembly.GetTypes().SelectMany(type => type.GetCustomAttributes<RouteAttribute>()).Select(route => route.Template.Split('/')).ToList();
        var links = Link().Matches(output).Select(match => match.Groups["path"].Value).Where(path => !path.StartsWith("/signin", StringComparison.Ordinal)).Distinct().ToList();
        links.ShouldNotBeEmpty();
        return [.. links.Where(path => !pages.Any(page => Fits(page, path.Split('/'))))];
    }

    private static bool Fits(string[] page, string[] path) =>
        page.Length == path.Length && page.Zip(path).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+(?<path>/[A-Za-z0-9/_.-]+)")]
    private static partial Regex Link();
}
