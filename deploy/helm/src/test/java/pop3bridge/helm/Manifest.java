package pop3bridge.helm;

import com.google.gson.Gson;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * An object of Kubernetes, as YAML has it.
 *
 * @param kind the API version, a space and the kind
 */
record Manifest(String kind, String name, Map<?, ?> content) {
    private static final Map<String, Class<?>> TYPES = Map.of(
            "v1 ConfigMap", V1ConfigMap.class,
            "v1 Secret", V1Secret.class,
            "v1 Service", V1Service.class,
            "v1 ServiceAccount", V1ServiceAccount.class,
            "apps/v1 Deployment", V1Deployment.class,
            "policy/v1 PodDisruptionBudget", V1PodDisruptionBudget.class,
            "networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy.class,
            "autoscaling/v2 HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class);

    static {
        new JSON();
    }

    /** Returns the objects of a file with several documents. */
    static List<Manifest> all(String yaml) {
        List<Manifest> manifests = new ArrayList<>();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
            if (document instanceof Map<?, ?> content && content.get("metadata") instanceof Map<?, ?> metadata) {
                manifests.add(new Manifest(content.get("apiVersion") + " " + content.get("kind"),
                        String.valueOf(metadata.get("name")), content));
            } else {
                throw new IllegalArgumentException("not an object of Kubernetes: " + document);
            }
        }
        return manifests;
    }

    /**
     * Returns the value under keys, and indexes of lists, with dots between them, as text.
     *
     * @throws NoSuchElementException if there is none
     */
    String at(String path) {
        return node(path).toString();
    }

    /** Returns the elements of the list under a path. */
    List<?> list(String path) {
        return (List<?>) node(path);
    }

    boolean has(String path) {
        try {
            return !at(path).isEmpty();
        } catch (NoSuchElementException _) {
            return false;
        }
    }

    /** Returns the value under a path. */
    Object node(String path) {
        Object node = content;
        for (String key : List.of(path.split("\\.", -1))) {
            Object next = switch (node) {
                case Map<?, ?> map -> map.get(key);
                case List<?> list when Integer.parseInt(key) < list.size() -> list.get(Integer.parseInt(key));
                default -> null;
            };
            if (next == null) {
                throw new NoSuchElementException(name + " has no " + path);
            }
            node = next;
        }
        return node;
    }

    /** Whether Kubernetes has this kind itself. */
    boolean isBuiltIn() {
        return TYPES.containsKey(kind);
    }

    /**
     * Reads the object as Kubernetes' own type.
     *
     * @throws RuntimeException if a field is unknown, missing or has another type
     */
    Object typed() {
        return JSON.getGson().fromJson(new Gson().toJson(content), TYPES.get(kind));
    }
}
