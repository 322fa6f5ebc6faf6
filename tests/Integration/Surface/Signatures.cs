using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace LaunchAgent.Tests.Integration.Surface;

/// <summary>Parameters, defaults, constraints and modifiers as C# writes them.</summary>
internal static class Signatures
{
    public static string Parameters(MethodBase method)
    {
        var parameters = method.GetParameters().Select(Parameter);
        return method.IsDefined(typeof(ExtensionAttribute)) ? $"(this {string.Join(", ", parameters)})" : $"({string.Join(", ", parameters)})";
    }

    public static string Constraints(IEnumerable<Type> arguments) => string.Concat(arguments.Select(Constraint));

    public static string Modifiers(MethodBase method)
    {
        var visibility = method.IsPublic ? "" : "protected ";
        if (method.IsStatic)
            return visibility + "static ";
        if (method.DeclaringType!.IsInterface || !method.IsVirtual || method is not MethodInfo info)
            return visibility;
        if (info.GetBaseDefinition().DeclaringType != info.DeclaringType)
            return visibility + (info.IsAbstract ? "abstract override " : "override ");
        return visibility + (info.IsAbstract ? "abstract " : info.IsFinal ? "" : "virtual ");
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var way = parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref " : "";
        var many = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        var otherwise = parameter.HasDefaultValue ? $" = {Default(parameter)}" : "";
        return $"{many}{way}{TypeNames.Of(parameter.ParameterType)} {parameter.Name}{otherwise}";
    }

    private static string Default(ParameterInfo parameter) => parameter.DefaultValue switch
    {
        null when parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null => "default",
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        var value when parameter.ParameterType.IsEnum => Enum.ToObject(parameter.ParameterType, value).ToString()!,
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Constraint(Type argument)
    {
        var attributes = argument.GenericParameterAttributes;
        var parts = new List<string>();
        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            parts.Add("class");
        if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
            parts.Add("struct");
        parts.AddRange(argument.GetGenericParameterConstraints().Where(c => c != typeof(ValueType)).Select(TypeNames.Of));
        if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !parts.Contains("struct"))
            parts.Add("new()");
        return parts.Count == 0 ? "" : $" where {argument.Name} : {string.Join(", ", parts)}";
    }
}
