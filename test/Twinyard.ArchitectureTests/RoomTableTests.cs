namespace Twinyard.ArchitectureTests;

public sealed class RoomTableTests
{
    private static readonly IReadOnlyDictionary<string, IReadOnlySet<string>> Compiled = RoomReferences.OfOutputFolder(AppContext.BaseDirectory);

    [Fact]
    public void EveryRoom_IsCompiledAndChecked() =>
        Compiled.Keys.Order().ShouldBe(RoomTable.Allowed.Keys.Order());

    [Fact]
    public void EveryRoom_KnowsOnlyWhomItMay() =>
        RoomReferences.Violations(Compiled, RoomTable.Allowed).ShouldBeEmpty();

    [Fact]
    public void Rooms_HaveNoCycle() =>
        RoomReferences.Cycle(Compiled).ShouldBeNull();

    [Fact]
    public void Violations_PlantedReference_IsFound()
    {
        var planted = new Dictionary<string, IReadOnlySet<string>>(Compiled.ToDictionary()) { ["Buckets"] = new HashSet<string> { "Platform", "Fleet" } };

        RoomReferences.Violations(planted, RoomTable.Allowed).ShouldBe(["Buckets → Fleet"]);
    }

    [Fact]
    public void Violations_ForbiddenInTheTable_IsFoundInTheCompiledAssemblies()
    {
        // The other direction: the reader really sees references. Workflows uses Twins; a table without that must complain.
        var stricter = new Dictionary<string, string[]>(RoomTable.Allowed.ToDictionary()) { ["Workflows"] = ["Platform", "Access", "Events", "Contracts"] };

        RoomReferences.Violations(Compiled, stricter).ShouldBe(["Workflows → Twins"]);
    }

    [Fact]
    public void Cycle_Planted_IsNamed()
    {
        var planted = new Dictionary<string, IReadOnlySet<string>>
        {
            ["A"] = new HashSet<string> { "B" },
            ["B"] = new HashSet<string> { "C" },
            ["C"] = new HashSet<string> { "B" },
        };

        RoomReferences.Cycle(planted).ShouldBe("B → C → B");
    }
}
