using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Access.Roles;
using Twinyard.Host.Reference;

namespace Twinyard.Host.Tests;

/// <summary>The reference of actions is what the server asks for: all of it, and nothing else.</summary>
public sealed partial class ActionReferenceTests(StartedServer started) : IClassFixture<StartedServer>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly string Root = FindRoot(AppContext.BaseDirectory);

    private TwinyardServer Server => started.Server;

    [Fact]
    public async Task Page_IsWhatTheServerAsksFor()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Root, "docs", "reference", "actions.md"), None);

        page.ShouldBe(ActionReference.Write(Server.Services), $"The page is out of date. Write it again: {ActionReference.WrittenWith}");
    }

    /// <summary>What is decided on in code has a name there, so a name that is in no endpoint's metadata and in no declaration is a decision that the reference would not know.</summary>
    [Fact]
    public void EveryActionInTheSources_IsInTheReference()
    {
        var known = ActionCatalog.Of(Server.Services).Select(use => use.Action).ToHashSet(StringComparer.Ordinal);
        var rooms = known.Select(action => action[..action.IndexOf(':', StringComparison.Ordinal)]).ToHashSet(StringComparer.Ordinal);

        var named = Files("src", ".cs", ".razor").SelectMany(file => InSource().Matches(File.ReadAllText(file))
            .Select(match => (Action: match.Groups["action"].Value, File: Path.GetRelativePath(Root, file)))).ToList();

        named.Count.ShouldBeGreaterThan(150);
        named.Where(action => rooms.Contains(action.Action[..action.Action.IndexOf(':', StringComparison.Ordinal)]) && !known.Contains(action.Action) && action.Action != "warehouse:Columns")
            .Select(action => $"{action.Action} in {action.File}").ShouldBeEmpty();
    }

    /// <summary>A declaration that nothing takes its action from would be a row about nothing.</summary>
    [Fact]
    public void EveryDeclaredAction_IsTakenWhereItIsDecided()
    {
        var sources = Files("src", ".cs").Select(file => (Class: Path.GetFileNameWithoutExtension(file), Text: File.ReadAllText(file))).ToList();
        var declared = sources.SelectMany(source => Declaration().Matches(source.Text).Select(match => (source.Class, Field: match.Groups["field"].Value, source.Text))).ToList();

        declared.Count.ShouldBe(Server.Services.GetServices<DeclaredAction>().Count());
        declared.Where(one => !Regex.IsMatch(one.Text, $@"\b{one.Field}\.(Action|On\()")
                && !sources.Exists(source => !source.Class.EndsWith("Services", StringComparison.Ordinal) && Regex.IsMatch(source.Text, $@"\b{one.Class}\.{one.Field}\b")))
            .Select(one => $"{one.Class}.{one.Field}").ShouldBeEmpty();
    }

    [Fact]
    public void EveryActionInTheDocuments_IsInTheReference()
    {
        var known = ActionCatalog.Of(Server.Services).Select(use => use.Action).ToList();
        var rooms = known.Select(action => action[..action.IndexOf(':', StringComparison.Ordinal)]).ToHashSet(StringComparer.Ordinal);

        var named = Files("docs", ".md").Append(Path.Combine(Root, "README.md")).SelectMany(file => InText().Matches(File.ReadAllText(file))
            .Select(match => (Action: match.Groups["action"].Value, Room: match.Groups["room"].Value, File: Path.GetRelativePath(Root, file)))).ToList();

        named.Count.ShouldBeGreaterThan(100);
        named.Where(action => rooms.Contains(action.Room) && action.Action != "warehouse:Columns" && !known.Exists(one => Covers(action.Action, one)))
            .Select(action => $"{action.Action} in {action.File}").ShouldBeEmpty();
    }

    [Fact]
    public async Task EveryPatternOfABuiltInRole_MatchesAnAction()
    {
        var decided = ActionCatalog.Of(Server.Services).Where(use => use.IsDecided).ToList();
        var roles = (await Server.Services.GetRequiredService<IAccessControl>().ListRolesAsync(None)).Where(role => role.Origin == Role.BuiltIn).ToList();

        roles.Count.ShouldBe(6);
        var dead = from role in roles
                   from statement in role.Policy.Statements
                   from pattern in statement.Actions
                   where !decided.Exists(use => Covers(pattern, use.Action))
                   select $"{role.Name}: {statement.Sid} {pattern}";
        dead.ShouldBeEmpty();
    }

    private static bool Covers(string pattern, string action) =>
        Regex.IsMatch(action, $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal)}$", RegexOptions.IgnoreCase);

    private static IEnumerable<string> Files(string folder, params string[] extensions) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories).Where(file =>
            extensions.Contains(Path.GetExtension(file)) && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    private static string FindRoot(string folder) => File.Exists(Path.Combine(folder, "Twinyard.slnx"))
        ? folder
        : FindRoot(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The repository's root is not above the tests."));

    [GeneratedRegex("\"(?<action>[a-z]+:[A-Z][A-Za-z]+)\"")]
    private static partial Regex InSource();

    [GeneratedRegex(@"(?<![\w:])(?<action>(?<room>[a-z]+):[A-Z][A-Za-z]+\*?)(?![\w:])")]
    private static partial Regex InText();

    [GeneratedRegex(@"static readonly DeclaredAction (?<field>\w+) = new\(")]
    private static partial Regex Declaration();
}
