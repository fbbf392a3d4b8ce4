using System.Globalization;

namespace Twinyard.Chaos;

/// <summary>What one chaos run is to do.</summary>
internal sealed record ChaosSettings
{
    public const string Usage =
        """
        usage: twinyard chaos [--minutes N | --kills N] [--seed S] [--engine sqlite|postgres] [--servers N] [--home DIR] [--json]

          --minutes N   goes on for so long, settling not counted (10 where neither is given)
          --kills N     goes on until so many servers were killed
          --seed S      draws the same again
          --engine E    sqlite, or postgres: then TWINYARD_CHAOS_POSTGRES or TWINYARD_TEST_POSTGRES names a server on which a database is made
          --servers N   nodes of a cluster; more than one need postgres
          --home DIR    an empty folder for it, which stays; without it a temporary one, which stays when something is wrong
          --json        the end as JSON on standard output
        """;

    /// <summary>Null where kills are counted.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Null where the time is.</summary>
    public int? Kills { get; init; }

    public required int Seed { get; init; }

    public bool Postgres { get; init; }

    public int Servers { get; init; } = 1;

    /// <summary>Null for a temporary folder.</summary>
    public string? Home { get; init; }

    public bool Json { get; init; }

    /// <returns>The settings, or what is wrong with the arguments.</returns>
    public static (ChaosSettings? Settings, string Problem) Read(string[] arguments, int seed)
    {
        var settings = new ChaosSettings { Seed = seed };
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--json")
            {
                settings = settings with { Json = true };
                continue;
            }

            var value = i + 1 < arguments.Length ? arguments[i + 1] : "";
            var number = int.TryParse(value, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
            switch (arguments[i++])
            {
                case "--minutes" when double.TryParse(value, CultureInfo.InvariantCulture, out var minutes) && minutes > 0:
                    settings = settings with { Duration = TimeSpan.FromMinutes(minutes) };
                    break;
                case "--kills" when number > 0:
                    settings = settings with { Kills = number };
                    break;
                case "--seed" when number.ToString(CultureInfo.InvariantCulture) == value:
                    settings = settings with { Seed = number };
                    break;
                case "--engine" when value is "sqlite" or "postgres":
                    settings = settings with { Postgres = value == "postgres" };
                    break;
                case "--servers" when number is > 0 and <= 9:
                    settings = settings with { Servers = number };
                    break;
                case "--home" when value.Length > 0:
                    settings = settings with { Home = Path.GetFullPath(value) };
                    break;
                case var name:
                    return (null, $"'{name} {value}'".TrimEnd() + " cannot be understood.");
            }
        }

        return settings switch
        {
            { Servers: > 1, Postgres: false } => (null, "Several servers share an environment through PostgreSQL: add --engine postgres."),
            { Duration: not null, Kills: not null } => (null, "Give --minutes or --kills, and not both."),
            { Duration: null, Kills: null } => (settings with { Duration = TimeSpan.FromMinutes(10) }, ""),
            _ => (settings, ""),
        };
    }
}
