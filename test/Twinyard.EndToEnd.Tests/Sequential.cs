using Xunit.Sdk;
using Xunit.v3;

// Each of these tests starts whole servers, browsers or the demo. Side by side on two cores they would wait for each other
// longer than a browser is patient.
[assembly: Parallelization(Mode = ParallelMode.None)]
