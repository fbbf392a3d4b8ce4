namespace Twinyard.Chaos.Requests;

/// <param name="Number">Stands in the event's detail, the run's input or the delivery's id.</param>
/// <param name="Target">The event's kind, or the workflow.</param>
/// <param name="Id">Of the accepted event or run; empty otherwise.</param>
internal sealed record Request(int Number, RequestKind Kind, string Target, Answer Answer, string Id);
