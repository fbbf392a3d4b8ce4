using System.Text.Json;

namespace Twinyard.Chaos.Requests;

/// <summary>Every request of the script, with the last that is known of it. A request is in it before it is sent.</summary>
internal sealed class RequestBook
{
    private readonly Lock _gate = new();
    private readonly List<Request> _requests = [];
    private int _accepted;

    public IReadOnlyList<Request> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>How many were acknowledged.</summary>
    public int Accepted
    {
        get
        {
            lock (_gate)
            {
                return _accepted;
            }
        }
    }

    public Request Add(RequestKind kind, string target)
    {
        lock (_gate)
        {
            var request = new Request(_requests.Count, kind, target, Answer.Unknown, "");
            _requests.Add(request);
            return request;
        }
    }

    /// <summary>An acknowledgement stands, whatever a repetition is answered.</summary>
    public void Answered(Request request, Answer answer, string id)
    {
        lock (_gate)
        {
            if (_requests[request.Number].Answer != Answer.Accepted)
            {
                _requests[request.Number] = request with { Answer = answer, Id = id };
                _accepted += answer == Answer.Accepted ? 1 : 0;
            }
        }
    }

    public Task SaveAsync(string path) => File.WriteAllLinesAsync(path, All.Select(request => JsonSerializer.Serialize(request)));
}
