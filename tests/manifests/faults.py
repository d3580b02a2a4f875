"""Bad manifests: each is a good overlay with exactly one fault, and names the rule or validator that must catch it."""

from __future__ import annotations

from tests.manifests.fault import KNATIVE, Fault
from tests.manifests.rendering import Object

CONTROLLER, POD, BOX = "Deployment/talktrack-controller", "spec template spec", "spec template spec containers 0"
RUNTIME, SERVED = "ServingRuntime/talktrack", "spec containers 0"
SERVICE, PREDICTOR = "InferenceService/talktrack-acme", "spec predictor"
TRAINING, TRAINER = (
    "ClusterTrainingRuntime/talktrack-lora",
    "spec template spec replicatedJobs 0 template spec template spec",
)
TRAINED = f"{TRAINER} containers 0"
ROLE, BINDING, BUDGET = (
    "Role/talktrack-controller",
    "RoleBinding/talktrack-controller",
    "PodDisruptionBudget/talktrack-acme",
)
MODES, TAGS = "serving.kserve.io/deploymentMode", "serving.kserve.io/enable-tag-routing"
ALERTS = "PrometheusRule/talktrack"
ENCODER = "--encoder=sentence-transformers/all-mpnet-base-v2"
RBAC = "rbac.authorization.k8s.io/v1"
HERE = {"name": "more", "namespace": "talktrack"}
ANYWHERE = {"from": [{"ipBlock": {"cidr": "0.0.0.0/0"}}], "ports": [{"protocol": "TCP", "port": 8080}]}
SECRET = {"apiVersion": "v1", "kind": "Secret", "metadata": HERE, "data": {"acme.key": "MDEyMzQ1Njc4OWFiY2RlZg=="}}
EVERYWHERE = {"apiVersion": RBAC, "kind": "ClusterRole", "metadata": {"name": "more"}, "rules": []}
TWICE: Object = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": HERE | {"name": "talktrack-predictor"}}
TWICE |= {"automountServiceAccountToken": False}
RECURRING = {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": HERE}
ACCOUNT: Object = {"serviceAccountName": "talktrack-trainer", "automountServiceAccountToken": False}
ACCOUNT |= {"securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}}
NOTHING_DONE: Object = {"jobTemplate": {"spec": {"template": {"spec": ACCOUNT}}}}
SIX_FIELDS = RECURRING | {"spec": NOTHING_DONE | {"schedule": "0 10 * * * *"}}
BAD_MINUTE = RECURRING | {"spec": NOTHING_DONE | {"schedule": "75 * * * *"}}

FAULTS = [
    Fault("a tag", "image-by-digest", CONTROLLER, f"{BOX} image", "talktrack/control:0.1.0"),
    Fault("the latest image", "image-by-digest", RUNTIME, f"{SERVED} image", "talktrack/serve:latest"),
    Fault("a shortened digest", "image-by-digest", TRAINING, f"{TRAINED} image", "talktrack/model@sha256:0123"),
    Fault("no limit of memory", "limits", CONTROLLER, f"{BOX} resources limits memory"),
    Fault("no request of a CPU", "limits", RUNTIME, f"{SERVED} resources requests cpu"),
    Fault("memory that is lent", "limits", TRAINING, f"{TRAINED} resources limits memory", "64Gi"),
    Fault("no liveness", "probes", CONTROLLER, f"{BOX} livenessProbe"),
    Fault("killed while it loads", "probes", RUNTIME, f"{SERVED} startupProbe"),
    Fault("a probe of another port", "probe-ports", RUNTIME, f"{SERVED} readinessProbe httpGet port", 8081),
    Fault("privileged", "security-context", RUNTIME, f"{SERVED} securityContext privileged", value=True),
    Fault("root", "security-context", CONTROLLER, f"{BOX} securityContext runAsUser", 0),
    Fault(
        "a writable image", "security-context", RUNTIME, f"{SERVED} securityContext readOnlyRootFilesystem", value=False
    ),
    Fault(
        "one capability more",
        "security-context",
        TRAINING,
        f"{TRAINED} securityContext capabilities add",
        ["NET_ADMIN"],
    ),
    Fault(
        "all system calls", "security-context", CONTROLLER, f"{BOX} securityContext seccompProfile type", "Unconfined"
    ),
    Fault("set-uid programs", "security-context", TRAINING, f"{TRAINED} securityContext allowPrivilegeEscalation"),
    Fault("init containers as root", "pod-security-context", SERVICE, f"{PREDICTOR} securityContext runAsNonRoot"),
    Fault("a probe that asks nothing", "probes", RUNTIME, f"{SERVED} readinessProbe httpGet"),
    Fault("a path of nothing", "probes", CONTROLLER, f"{BOX} livenessProbe httpGet path", "/live"),
    Fault("keys elsewhere", "paths", RUNTIME, f"{SERVED} env 0 value", "/keys"),
    Fault("a base model that is not mounted", "paths", RUNTIME, f"{SERVED} volumeMounts 0"),
    Fault("a base by its folder", "one-base", RUNTIME, f"{SERVED} args 1", "--base-model=/mnt/base/model"),
    Fault("an encoder of another revision", "one-base", RUNTIME, f"{SERVED} args 2", f"{ENCODER}@main"),
    Fault("a trainer that asks the network", "offline", TRAINING, f"{TRAINED} env 1"),
    Fault("a base that is written to", "offline", RUNTIME, f"{SERVED} volumeMounts 0 readOnly", value=False),
    Fault("no /tmp", "scratch", CONTROLLER, f"{BOX} volumeMounts 0"),
    Fault("a /tmp that fills the node", "scratch", RUNTIME, "spec volumes 1 emptyDir", {}),
    Fault("a volume of nothing", "mounts", SERVICE, f"{PREDICTOR} volumes 0 secret"),
    Fault("a mount of nothing", "mounts", SERVICE, f"{PREDICTOR} model volumeMounts 0 name", "key"),
    Fault("the node's network", "host", CONTROLLER, f"{POD} hostNetwork", value=True),
    Fault("the node's files", "host", TRAINING, f"{TRAINER} volumes +", {"name": "node", "hostPath": {"path": "/"}}),
    Fault("the node's port", "host", RUNTIME, f"{SERVED} ports 0 hostPort", 8080),
    Fault("the default account", "own-account", SERVICE, f"{PREDICTOR} serviceAccountName"),
    Fault("the default account by name", "own-account", CONTROLLER, f"{POD} serviceAccountName", "default"),
    Fault(
        "a token for every pod",
        "own-account",
        "ServiceAccount/talktrack-predictor",
        "automountServiceAccountToken",
        value=True,
    ),
    Fault("runs without a token", "own-account", "ServiceAccount/pipeline-runner", "automountServiceAccountToken"),
    Fault("a key in an argument", "secret-in-the-open", SERVICE, f"{PREDICTOR} model args +", "--api-key=abc"),
    Fault("a key in two arguments", "secret-in-the-open", CONTROLLER, f"{BOX} args +", "--bearer=ghp_" + "a" * 36),
    Fault(
        "a password in the environment",
        "secret-in-the-open",
        RUNTIME,
        f"{SERVED} env +",
        {"name": "DB_PASSWORD", "value": "hunter2"},
    ),
    Fault(
        "a password in an address",
        "secret-in-the-open",
        "ConfigMap/talktrack-settings",
        "data prometheus",
        "http://reader:hunter2@prometheus:9090",
    ),
    Fault("a secret in the repository", "secret-object", "", "", SECRET),
    Fault("every verb", "no-wildcard", ROLE, "rules 0 verbs", ["*"]),
    Fault("every resource", "no-wildcard", "Role/pipeline-runner", "rules 0 resources", ["*"]),
    Fault("secrets over the API", "no-escalation", ROLE, "rules 3 resources +", "secrets"),
    Fault("commands in pods", "no-escalation", "Role/pipeline-runner", "rules 0 resources +", "pods/exec"),
    Fault("rights to give rights", "no-escalation", ROLE, "rules 0 verbs +", "escalate"),
    Fault("rights everywhere", "one-namespace", "", "", EVERYWHERE),
    Fault("rights for the default account", "bindings", BINDING, "subjects 0 name", "default"),
    Fault("rights for nobody", "bindings", BINDING, "subjects 0"),
    Fault("a role that is not there", "bindings", BINDING, "roleRef name", "talktrack-controler"),
    Fault(
        "rights for all who are known",
        "bindings",
        BINDING,
        "subjects +",
        {"kind": "Group", "name": "system:authenticated", "apiGroup": "rbac.authorization.k8s.io"},
    ),
    Fault(
        "baseline",
        "pod-security",
        "Namespace/talktrack",
        "metadata labels pod-security.kubernetes.io/enforce",
        "baseline",
    ),
    Fault("no quota", "bounded", "ResourceQuota/talktrack"),
    Fault("a quota of nothing", "bounded", "ResourceQuota/talktrack", "spec hard limits.memory"),
    Fault("no default limits", "bounded", "LimitRange/talktrack"),
    Fault("no default", "network-closed", "NetworkPolicy/default-deny"),
    Fault("open outwards", "network-closed", "NetworkPolicy/default-deny", "spec policyTypes", ["Ingress"]),
    Fault("all let in", "network-closed", "NetworkPolicy/default-deny", "spec ingress", [{}]),
    Fault("no names", "network-closed", "NetworkPolicy/dns"),
    Fault("from everybody", "network-narrow", "NetworkPolicy/controller", "spec ingress 0 from"),
    Fault(
        "from every namespace",
        "network-narrow",
        "NetworkPolicy/controller",
        "spec ingress 0 from",
        [{"namespaceSelector": {}}],
    ),
    Fault(
        "from namespaces without a name",
        "network-narrow",
        "NetworkPolicy/predictors",
        "spec ingress 0 from 0 namespaceSelector matchExpressions 0",
    ),
    Fault("on every port", "network-narrow", "NetworkPolicy/predictors", "spec ingress 0 ports"),
    Fault("into the cluster", "network-narrow", "NetworkPolicy/object-storage", "spec egress 0 to 0 ipBlock except"),
    Fault("from the internet", "network-narrow", "NetworkPolicy/predictors", "spec ingress +", ANYWHERE),
    Fault(
        "a forgotten address",
        "network-addressed",
        "NetworkPolicy/runs-to-api-server",
        "spec egress 0 to 0 ipBlock cidr",
        "192.0.2.1/32",
    ),
    Fault(
        "a policy for nobody",
        "network-used",
        "NetworkPolicy/controller-to-api-server",
        "spec podSelector matchLabels app.kubernetes.io/component",
        "control",
    ),
    Fault("one name twice", "once", "", "", TWICE),
    Fault("no namespace", "namespaced", "PodMonitor/talktrack-controller", "metadata namespace"),
    Fault("a namespace for what has none", "namespaced", TRAINING, "metadata namespace", "talktrack"),
    Fault("another namespace", "namespaced", BUDGET, "metadata namespace", "default"),
    Fault("an account that is not there", "references", SERVICE, f"{PREDICTOR} serviceAccountName", "predictor"),
    Fault("a claim that is not there", "references", RUNTIME, "spec volumes 0 persistentVolumeClaim claimName", "base"),
    Fault("a secret that is not there", "references", SERVICE, f"{PREDICTOR} volumes 0 secret secretName", "keys"),
    Fault(
        "a map that is not there", "references", CONTROLLER, f"{BOX} envFrom", [{"configMapRef": {"name": "settings"}}]
    ),
    Fault(
        "credentials that are not there",
        "references",
        "ServiceAccount/talktrack-predictor",
        "secrets",
        [{"name": "gcs"}],
    ),
    Fault(
        "a Service without pods",
        "selectors",
        "Service/talktrack-controller",
        "spec selector app.kubernetes.io/name",
        "talk",
    ),
    Fault(
        "a Deployment of others", "selectors", CONTROLLER, "spec selector matchLabels app.kubernetes.io/name", "talk"
    ),
    Fault("a budget of all pods", "selectors", BUDGET, "spec selector", {}),
    Fault("a port that is not there", "ports", "Service/talktrack-controller", "spec ports 0 targetPort", "web"),
    Fault(
        "a page that is not there",
        "ports",
        "PodMonitor/talktrack-predictors",
        "spec podMetricsEndpoints 0 portNumber",
        8081,
    ),
    Fault("a monitor of no page", "scraped", "PodMonitor/talktrack-controller", "spec podMetricsEndpoints 0"),
    Fault("Prometheus shut out", "scraped", "NetworkPolicy/predictors", "spec ingress 1"),
    Fault("no mode", "mode-named", SERVICE, f"metadata annotations {MODES}"),
    Fault("an old mode", "mode-named", SERVICE, f"metadata annotations {MODES}", "RawDeployment"),
    Fault("revisions without address", "mode-named", SERVICE, f"metadata annotations {TAGS}", overlay=KNATIVE),
    Fault("another tenant", "named-after-tenant", SERVICE, f"{PREDICTOR} model args 0", "--tenant=umbra"),
    Fault("all tenants' keys", "named-after-tenant", SERVICE, f"{PREDICTOR} volumes 0 secret items", []),
    Fault(
        "another tenant's key", "named-after-tenant", SERVICE, f"{PREDICTOR} volumes 0 secret items 0 key", "umbra.key"
    ),
    Fault("a release", "release-left-to-rollouts", SERVICE, f"{PREDICTOR} model storageUri", "gs://my-bucket/r-1"),
    Fault("a share", "release-left-to-rollouts", SERVICE, f"{PREDICTOR} canaryTrafficPercent", 10, overlay=KNATIVE),
    Fault("as many as needed", "replicas-fixed", SERVICE, f"{PREDICTOR} maxReplicas", 10),
    Fault("none at night", "replicas-fixed", SERVICE, f"{PREDICTOR} minReplicas", 0, overlay=KNATIVE),
    Fault("on any node", "survives-a-node", SERVICE, f"{PREDICTOR} topologySpreadConstraints 0"),
    Fault(
        "on one node, if need be",
        "survives-a-node",
        SERVICE,
        f"{PREDICTOR} topologySpreadConstraints 0 whenUnsatisfiable",
    ),
    Fault("both arms as one", "survives-a-node", SERVICE, f"{PREDICTOR} topologySpreadConstraints 0 matchLabelKeys 1"),
    Fault("killed while it answers", "survives-a-node", SERVICE, f"{PREDICTOR} terminationGracePeriodSeconds", 30),
    Fault(
        "what Knative refuses",
        "survives-a-node",
        SERVICE,
        f"{PREDICTOR} terminationGracePeriodSeconds",
        60,
        overlay=KNATIVE,
    ),
    Fault("no budget", "survives-a-node", BUDGET),
    Fault("a budget of nothing", "lets-drain", BUDGET, "spec maxUnavailable"),
    Fault("never one less", "lets-drain", BUDGET, "spec maxUnavailable", 0),
    Fault("a tenant that nobody follows", "followed", CONTROLLER, f"{BOX} args 3"),
    Fault("a tenant that nobody serves", "followed", CONTROLLER, f"{BOX} args +", "--tenant=umbra"),
    Fault("two homes", "followed", SERVICE, f"{PREDICTOR} model args 2", "--home=gs://other/talktrack"),
    Fault("counts of one replica", "followed", CONTROLLER, f"{BOX} args 1"),
    Fault("an option with a typo", "arguments", CONTROLLER, f"{BOX} args +", "--promethius=http://prometheus:9090"),
    Fault("an option of another program", "arguments", RUNTIME, f"{SERVED} args +", "--model-dir=/mnt/models"),
    Fault("a release elsewhere", "arguments", SERVICE, f"{PREDICTOR} model args 1", "--release=/mnt/release"),
    Fault("an option without value", "arguments", RUNTIME, f"{SERVED} args 1", "--base-model="),
    Fault("a runtime that is not chosen", "runtime", RUNTIME, "spec supportedModelFormats 0 autoSelect"),
    Fault("no runtime", "runtime", SERVICE, f"{PREDICTOR} model modelFormat name", "pytorch"),
    Fault("killed within a call", "ends-in-time", CONTROLLER, f"{POD} terminationGracePeriodSeconds", 30),
    Fault("a container that jobs do not know", "trainable", TRAINING, f"{TRAINED} name", "trainer"),
    Fault("no torchrun", "trainable", TRAINING, "spec mlPolicy torch"),
    Fault("six fields", "on-time", "", "", SIX_FIELDS),
    Fault("a minute that never comes", "on-time", "", "", BAD_MINUTE),
    Fault(
        "a metric with a typo", "metrics-known", ALERTS, "spec groups 0 rules 1 expr", "talktrack_rollouts_failing == 1"
    ),
    Fault(
        "an outcome with a typo",
        "metrics-known",
        ALERTS,
        "spec groups 1 rules 2 expr",
        'talktrack_requests_total{outcome="fall-back"} > 0',
    ),
    Fault("no next step", "answerable", ALERTS, "spec groups 0 rules 0 annotations next"),
    Fault("counts of nobody", "labelled", "PodMonitor/talktrack-predictors", "spec podTargetLabels"),
    Fault("a field with a typo", "kubernetes-validate", CONTROLLER, "spec replica", 2),
    Fault("a budget of yes", "kubernetes-validate", BUDGET, "spec maxUnavailable", value=True),
    Fault("a kind of old", "kubernetes-validate", BUDGET, "apiVersion", "policy/v1beta1"),
    Fault("a typo in a predictor's pod", "kubernetes-validate", SERVICE, f"{PREDICTOR} terminationGracePeriod", 60),
    Fault("a typo in a trainer's pod", "kubernetes-validate", TRAINING, f"{TRAINED} resource", {}),
]
# These need the definitions of KServe and Trainer.
CUSTOM_FAULTS = [
    Fault("a typo beside the model", "definition", SERVICE, f"{PREDICTOR} model storageURI", "gs://my-bucket/r-1"),
    Fault("more than all traffic", "definition", SERVICE, f"{PREDICTOR} canaryTrafficPercent", "all", KNATIVE),
    Fault("a field of other runtimes", "definition", RUNTIME, "spec terminationGracePeriodSeconds", 60),
    Fault("a format without name", "definition", RUNTIME, "spec supportedModelFormats 0 name", 7),
    Fault("a field that Trainer dropped", "definition", TRAINING, "spec mlPolicy torch numProcPerNode", "auto"),
    Fault("a job without template", "definition", TRAINING, "spec template spec replicatedJobs 0 template"),
]
