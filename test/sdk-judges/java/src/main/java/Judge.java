import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.services.codeconnections.CodeConnectionsClient;
import software.amazon.awssdk.utils.builder.Buildable;

/** Calls an operation for each line of standard input, a JSON object, with the AWS SDK for Java. */
public class Judge {
    private static final String MODEL = "software.amazon.awssdk.services.codeconnections.model.";
    private static final ObjectMapper JSON = new ObjectMapper();

    public static void main(String[] arguments) throws Exception {
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var responses = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (var client = CodeConnectionsClient.create()) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                responses.println(JSON.writeValueAsString(response(client, JSON.readValue(line, Map.class))));
            }
        }
    }

    private static Map<String, Object> response(CodeConnectionsClient client, Map<?, ?> call) throws Exception {
        var operation = (String) call.get("operation");
        var type = Class.forName(MODEL + operation + "Request");
        var builder = (SdkPojo) type.getMethod("builder").invoke(null);
        var method = client.getClass().getMethod(operation.substring(0, 1).toLowerCase() + operation.substring(1), type);
        method.setAccessible(true);
        try {
            return Map.of("output", written((SdkPojo) method.invoke(client, built(builder, (Map<?, ?>) call.get("input")))));
        } catch (InvocationTargetException problem) {
            if (problem.getCause() instanceof AwsServiceException error) {
                var details = error.awsErrorDetails();
                return Map.of("error", details.errorCode(), "message", String.valueOf(details.errorMessage()));
            }
            return Map.of("error", "(none)", "message", String.valueOf(problem.getCause()));
        }
    }

    private static Object built(SdkPojo builder, Map<?, ?> members) {
        for (var field : builder.sdkFields()) {
            if (members.containsKey(field.memberName())) field.set(builder, read(field, members.get(field.memberName())));
        }
        return ((Buildable) builder).build();
    }

    private static Object read(SdkField<?> field, Object value) {
        if (value instanceof Map<?, ?> members) return built(field.constructor().get(), members);
        if (value instanceof List<?> items) {
            var member = field.getTrait(ListTrait.class).memberFieldInfo();
            return items.stream().map(item -> read(member, item)).toList();
        }
        return value;
    }

    private static Map<String, Object> written(SdkPojo structure) {
        var members = new LinkedHashMap<String, Object>();
        for (var field : structure.sdkFields()) {
            var value = field.getValueOrDefault(structure);
            if (value != null && !(value instanceof SdkAutoConstructList)) members.put(field.memberName(), write(value));
        }
        return members;
    }

    private static Object write(Object value) {
        if (value instanceof SdkPojo structure) return written(structure);
        if (value instanceof List<?> items) return items.stream().map(Judge::write).toList();
        if (value instanceof Instant time) return time.toEpochMilli() / 1000.0;
        return value;
    }
}
