using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace FunctionsEmulator.Discovery;

/// <summary>Finds the functions among classes, and every reason why one cannot run.</summary>
internal static partial class FunctionDiscovery
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<FunctionEntry> Find(IEnumerable<Type> types, ParameterBinder binder, ICollection<string> problems)
    {
        var functions = new Dictionary<string, FunctionEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (var method in types.SelectMany(t => t.GetMethods(All)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is not { } attribute || Read(attribute.Name, method, binder, problems) is not { } function)
                continue;
            if (!functions.TryAdd(function.Name, function))
                problems.Add($"{function}: the name is taken by {functions[function.Name].EntryPoint}; names differ in more than case.");
        }

        return [.. functions.Values];
    }

    private static FunctionEntry? Read(string name, MethodInfo method, ParameterBinder binder, ICollection<string> problems)
    {
        var function = $"Function '{name}' ({method.DeclaringType!.FullName}.{method.Name})";
        var found = problems.Count;

        // The source generators of the real Worker SDK leave these out without a word.
        if (!method.IsPublic || !method.DeclaringType.IsVisible)
            problems.Add($"{function}: class and method must be public.");
        if (method.DeclaringType.IsAbstract && !method.IsStatic)
            problems.Add($"{function}: the class is abstract.");
        if (method.ContainsGenericParameters)
            problems.Add($"{function}: class and method must not be generic.");
        if (!Name().IsMatch(name))
            problems.Add($"{function}: a name starts with a letter and has up to 128 letters, digits, '_' and '-'.");
        CheckReturn(function, method, problems);

        var triggers = method.GetParameters().Where(p => TriggerOf(p) is not null).ToList();
        if (triggers.Count != 1)
            problems.Add($"{function}: it has {triggers.Count} triggers; one is needed.");
        if (problems.Count > found)
            return null;

        var returnType = ReturnTypeOf(method);
        var entry = new FunctionEntry(name, method, TriggerOf(triggers[0])!, triggers[0], returnType, [.. OutputsOf(method, returnType)]);
        return entry with { Arguments = [.. method.GetParameters().Select(p => binder.Bind(entry, p, problems))] };
    }

    private static TriggerBindingAttribute? TriggerOf(ParameterInfo parameter) => parameter.GetCustomAttribute<TriggerBindingAttribute>();

    private static void CheckReturn(string function, MethodInfo method, ICollection<string> problems)
    {
        var type = method.ReturnType;
        if (type == typeof(void) && method.GetCustomAttribute<AsyncStateMachineAttribute>() is not null)
            problems.Add($"{function}: async void cannot be awaited; return Task.");
        if (type == typeof(ValueTask) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>)))
            problems.Add($"{function}: ValueTask is not awaited by every version of the worker; return Task.");
    }

    private static Type ReturnTypeOf(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(Task))
            return typeof(void);
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>) ? type.GetGenericArguments()[0] : type;
    }

    private static IEnumerable<QueueOutput> OutputsOf(MethodInfo method, Type returnType)
    {
        if (method.GetCustomAttribute<QueueOutputAttribute>() is { } whole)
            yield return new QueueOutput("$return", whole, result => result);
        foreach (var property in returnType.GetProperties())
        {
            if (property.GetCustomAttribute<QueueOutputAttribute>() is { } part)
                yield return new QueueOutput(property.Name, part, property.GetValue);
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,127}$")]
    private static partial Regex Name();
}
