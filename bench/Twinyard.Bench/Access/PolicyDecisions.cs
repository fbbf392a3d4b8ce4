using System.Diagnostics;
using System.Text;
using Twinyard.Access.Policies;
using Twinyard.Access.Policies.Requests;

namespace Twinyard.Bench.Access;

/// <summary>Decisions on one core: by policies that are ready, with conditions, variables, a boundary and a session's policy; and from text, as <c>access evaluate --lines</c> takes them.</summary>
internal static class PolicyDecisions
{
    private const int Repetitions = 5;
    private const int Decisions = 200_000;
    private const int Lines = 20_000;

    private static readonly string[] Rooms = ["buckets", "models", "warehouse", "workflows", "signals", "events", "notifications", "fleet", "repositories", "access"];

    public static int Run()
    {
        var (role, boundary, session) = (Read(Role()), Read(Boundary), Read(Session));
        var set = new PolicySet([("role engineer", role)], null, [("the permission boundary", boundary), ("the session policy", session)]);
        var requests = Enumerable.Range(0, 1_000).Select(Request).ToList();
        Measure("twinyard.access.decisions", Decisions, i => set.Decide(requests[i % requests.Count]).Allowed);

        var lines = requests.Select(request => Encoding.UTF8.GetBytes(
            $$$$"""{"identity":[{{{{Role()}}}}],"resource":null,"boundary":{{{{Boundary}}}},"session":{{{{Session}}}},"request":{"principal":"{{{{request.Principals[0]}}}}","action":"{{{{request.Action}}}}","resource":"{{{{request.Resource}}}}","context":{"tyr:SourceIp":"10.1.2.3","tyr:PrincipalName":"ada"}}}""")).ToList();
        Measure("twinyard.access.lines", Lines, i => WrittenRequest.Decide(lines[i % lines.Count]).Value.Allowed);
        return 0;
    }

    private static void Measure(string name, int count, Func<int, bool> decide)
    {
        var rates = new List<double>();
        var allowed = 0;
        for (var repetition = 0; repetition <= Repetitions; repetition++)
        {
            allowed = 0;
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i++)
            {
                allowed += decide(i) ? 1 : 0;
            }

            if (repetition > 0) // The first pass warms up.
            {
                rates.Add(count / Stopwatch.GetElapsedTime(started).TotalSeconds);
            }
        }

        Console.WriteLine($"# {allowed} of {count} are allowed");
        BenchResult.Print(name, rates, "decisions/s");
    }

    private static PolicyDocument Read(string text) => PolicyReader.Parse("policy", text, new PolicyGrammar(PolicyKind.Identity, AnyKey: true)).Value;

    private static AccessRequest Request(int i)
    {
        var room = Rooms[i % Rooms.Length];
        return new AccessRequest(
            ["tyr:dev:access:user/ada", "tyr:dev:access:role/engineer"],
            $"{room}:{(i % 3 == 0 ? "Get" : i % 3 == 1 ? "Put" : "Delete")}Object",
            $"tyr:dev:{room}:object/{(i % 2 == 0 ? "ada" : "raw")}/2026/11/{i}.parquet",
            new GivenContext([KeyValuePair.Create("tyr:SourceIp", (IReadOnlyList<string>)["10.1.2.3"]), KeyValuePair.Create("tyr:PrincipalName", (IReadOnlyList<string>)["ada"])]));
    }

    // One statement a room, of ten rooms, and two that deny.
    private static string Role() =>
        $$$$"""{"Statement":[{"Sid":"Office","Effect":"Deny","Action":"*","Resource":"*","Condition":{"NotIpAddress":{"tyr:SourceIp":["10.0.0.0/8","192.168.0.0/16"]}}},{"Sid":"Raw","Effect":"Deny","Action":"*:Delete*","Resource":"tyr:*:object/raw/*"},{{{{string.Join(',', Rooms.Select(Statement))}}}}]}""";

    private static string Statement(string room) =>
        $$$$"""{"Effect":"Allow","Action":["{{{{room}}}}:Get*","{{{{room}}}}:Put*"],"Resource":["tyr:*:{{{{room}}}}:object/${tyr:PrincipalName}/*","tyr:dev:{{{{room}}}}:object/raw/*.parquet"],"Condition":{"StringLike":{"tyr:PrincipalName":"a*"}}}""";

    private const string Boundary = """{"Statement":[{"Effect":"Allow","NotAction":"access:*","Resource":"*"}]}""";

    private const string Session = """{"Statement":[{"Effect":"Allow","Action":"*","Resource":"tyr:dev:*"}]}""";
}
