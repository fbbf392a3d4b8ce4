using System.Text.Encodings.Web;
using System.Text.Json;

namespace Twinyard.Workflows.Manifests;

/// <summary>
/// An alarm that a workflow brings along, in the form of Signals' kind <c>alarm</c>. Property order is the order of its canonical JSON.
/// </summary>
/// <param name="Name">Last part of the alarm's name <c>&lt;workflow&gt;/&lt;name&gt;</c>; not part of the body.</param>
/// <param name="Period">In seconds: <c>60s</c>.</param>
/// <param name="Threshold">Operator and number: <c>&gt; 20</c>.</param>
/// <param name="Datapoints"><c>M of N</c>.</param>
/// <param name="Missing"><c>missing</c>, <c>ignore</c>, <c>breaching</c> or <c>notBreaching</c>.</param>
internal sealed record AlarmSpecification(
    string Name,
    string Namespace,
    string Metric,
    string Statistic,
    SortedDictionary<string, string> Dimensions,
    string Period,
    string Threshold,
    string Datapoints,
    string Missing,
    IReadOnlyList<string> Notify,
    string Description)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The specification that the alarm kind takes.</summary>
    public string ToAlarmJson(string workflow) => JsonSerializer.Serialize(
        new
        {
            Namespace,
            Metric,
            Statistic,
            Dimensions,
            Period,
            Threshold,
            Datapoints,
            Missing,
            Notify,
            Workflow = workflow,
            Description,
        },
        Json);
}
