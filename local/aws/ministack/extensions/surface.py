"""The names of ministack that the extensions use. Most are private, so the start checks each of them."""

from __future__ import annotations

from importlib import import_module

_NAMES = {
    "ministack.app": (
        "SERVICE_HANDLERS",
        "_APPSYNC_GRAPHQL_RE",
        "_RDS_DATA_PATHS",
        "_credential_failure",
        "_decode_aws_chunked_body",
        "_decompress_request_body",
        "_enforce_execute_api",
        "_execute_api_authorization_type",
        "_get_module",
        "_handle_alb_request",
        "_handle_execute_api_request",
        "_handle_lambda_url_request",
        "_handle_s3_vhost_request",
        "_is_ecr_registry_path",
        "_is_potential_alb_request",
        "_parse_execute_api_url",
        "_parse_lambda_url",
        "_request_account_scope",
        "_routing_params",
        "_send_if_handled",
        "app",
        "pin_request_origin",
    ),
    "ministack.core.iam_actions": (
        "SERVICE_TO_IAM_NAMESPACE",
        "_BOTOCORE_SERVICE_MAP",
        "_load_botocore_model",
        "access_denied_response",
        "extract_iam_action",
        "extract_resource_arn",
        "identity_denial_message",
        "request_tag_context",
        "unsigned_operations",
    ),
    "ministack.core.iam_evaluator": (
        "AuthError",
        "EvalContext",
        "ResolvedCredential",
        "_gather_role_policies",
        "_resource_policy",
        "_s3_presigned_query",
        "authenticate",
        "authenticate_handshake",
        "enforce",
        "evaluate",
        "evaluate_resource_policy",
        "is_root_access_key",
        "pin_request_origin",
        "pin_signed_body",
        "pin_signed_request",
        "resolve_credential",
    ),
    "ministack.core.lambda_runtime": ("_account_region_from_function_config", "execution_credentials"),
    "ministack.core.responses": (
        "error_response_json",
        "get_account_id",
        "get_region",
        "json_response",
        "new_uuid",
        "set_request_account_id",
        "set_request_region",
    ),
    "ministack.core.router": ("SERVICE_PATTERNS", "detect_service", "extract_access_key_id", "extract_region"),
    "ministack.core.sigv4": ("decode_header_value",),
    "ministack.services.cloudcontrol": ("_get_resource", "_list_resources", "error_response_json", "json_response"),
    "ministack.services.cloudformation": ("_stacks",),
    "ministack.services.cloudformation.changesets": ("_IMPORT_LOOKUPS", "_deploy_stack_async"),
    "ministack.services.cloudformation.custom_resource": (
        "_normalise_resource_properties",
        "_response_url",
        "deliver_response",
        "invoke_custom_resource",
    ),
    "ministack.services.cloudformation.handlers": ("_ACTION_HANDLERS", "_delete_stack_async", "_deploy_stack_async"),
    "ministack.services.cloudformation.helpers": ("_error",),
    "ministack.services.cloudformation.provisioners": (
        "_PROPERTY_ENUMS",
        "_REPLACING_PROPERTIES",
        "_RESOURCE_HANDLERS",
        "_STACK_TAG_PROPERTY",
        "_ec2_sg_permissions",
        "_physical_name",
    ),
    "ministack.services.cloudformation.stacks": (
        "_add_event",
        "_delete_resource",
        "_delete_stack_async",
        "_deploy_stack_async",
        "_runs_on_worker_thread",
        "_with_dependencies",
    ),
    "ministack.services.cloudwatch": (
        "_alarms",
        "_calc_stats",
        "_dims_from_list",
        "_dims_key",
        "_dispatch_alarm_actions",
        "_evaluate_alarm",
        "_evaluate_all_alarms",
        "_evaluate_parent_alarms",
        "_metrics",
        "_record_history",
        "_stat_value",
        "record_metric",
    ),
    "ministack.services.cloudwatch_logs": ("_log_groups",),
    "ministack.services.ec2": ("_security_groups",),
    "ministack.services.eventbridge": ("_event_bus_policies", "_invoke_target", "_put_events", "_remove_permission"),
    "ministack.services.iam": ("_gen_secret", "_gen_session_access_key", "_gen_session_token", "_roles"),
    "ministack.services.lambda_svc": (
        "_emit_lambda_logs",
        "_execution_record_for_config",
        "_get_func_record_for_ref",
        "execution_credentials",
        "invoke_async_with_retry",
    ),
    "ministack.services.s3": ("_bucket_websites", "_verify_presigned_sigv4"),
    "ministack.services.sns": ("_find_subscription", "_send_subscription_confirmation", "topic_policy_for_arn"),
    "ministack.services.sts": ("_sessions", "is_root_access_key", "register_session"),
    "ministack.services.tagging": ("resource_tags",),
}


def missing_names() -> list[str]:
    """The names that this ministack lacks; none, in the version that requirements.txt pins."""
    return [
        f"{module}.{name}"
        for module, names in _NAMES.items()
        for name in names
        if not hasattr(import_module(module), name)
    ]
