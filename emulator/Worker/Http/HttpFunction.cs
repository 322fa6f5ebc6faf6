using FunctionsEmulator.Discovery;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsEmulator.Http;

/// <summary>A function with its HTTP trigger.</summary>
/// <param name="Function">The function.</param>
/// <param name="Trigger">Its trigger.</param>
internal sealed record HttpFunction(FunctionEntry Function, HttpTriggerAttribute Trigger);
