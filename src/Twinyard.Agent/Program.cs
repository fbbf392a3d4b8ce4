using Twinyard.Agent;

return await AgentProgram.RunAsync(args);
