using Twinyard.Warehouse.Duck;

namespace Twinyard.Warehouse.RunTables;

/// <summary>What the values of a column in a run's file are.</summary>
internal enum ColumnKind
{
    /// <summary>Only nulls so far.</summary>
    Unknown,
    Boolean,
    Whole,
    Real,
    Timestamp,
    Text,
}

internal static class ColumnKinds
{
    /// <returns>The kind that holds both, or null where there is none without loss.</returns>
    public static ColumnKind? Join(ColumnKind a, ColumnKind b) => (a, b) switch
    {
        _ when a == b => a,
        (ColumnKind.Unknown, _) => b,
        (_, ColumnKind.Unknown) => a,
        (ColumnKind.Whole, ColumnKind.Real) or (ColumnKind.Real, ColumnKind.Whole) => ColumnKind.Real,
        (ColumnKind.Timestamp, ColumnKind.Text) or (ColumnKind.Text, ColumnKind.Timestamp) => ColumnKind.Text,
        _ => null,
    };

    public static string SqlType(this ColumnKind kind) => kind switch
    {
        ColumnKind.Boolean => "BOOLEAN",
        ColumnKind.Whole => "BIGINT",
        ColumnKind.Real => "DOUBLE",
        ColumnKind.Timestamp => "TIMESTAMP",
        _ => "VARCHAR",
    };

    /// <summary>Whether every value of this kind fits into an existing column.</summary>
    public static bool Fits(this ColumnKind kind, TableColumn column) => kind switch
    {
        ColumnKind.Unknown => true,
        ColumnKind.Boolean => column.Type == "BOOLEAN",
        ColumnKind.Whole => column.Type is "BIGINT" or "HUGEINT" or "DOUBLE",
        ColumnKind.Real => column.Type == "DOUBLE",
        ColumnKind.Timestamp => column.Type is "TIMESTAMP" or "VARCHAR",
        _ => column.Type == "VARCHAR",
    };

    public static string ForPeople(this ColumnKind kind) => kind switch
    {
        ColumnKind.Boolean => "true/false",
        ColumnKind.Whole => "whole numbers",
        ColumnKind.Real => "numbers",
        ColumnKind.Timestamp => "times",
        ColumnKind.Text => "text",
        _ => "nulls",
    };
}
