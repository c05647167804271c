//! Calls an operation for each line of standard input, a JSON object, with the AWS SDK for Rust.
//! Its outputs cannot be written as JSON: the response has the ids that later calls need, and all of it as text.

use aws_config::BehaviorVersion;
use aws_sdk_codeconnections::Client;
use aws_sdk_codeconnections::error::ProvideErrorMetadata;
use aws_sdk_codeconnections::types::{
    ProviderType, PublishDeploymentStatus, PullRequestComment, SyncConfigurationType, Tag,
    TriggerResourceUpdateOn, VpcConfiguration,
};
use serde_json::{Value, json};

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn number(value: &Value) -> i32 {
    value.as_i64().unwrap_or_default() as i32
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(text).collect()
}

fn tags(value: &Value) -> Vec<Tag> {
    let tag = |each: &Value| Tag::builder().key(text(&each["Key"])).value(text(&each["Value"])).build();
    value.as_array().into_iter().flatten().map(|each| tag(each).unwrap()).collect()
}

fn vpc(value: &Value) -> VpcConfiguration {
    VpcConfiguration::builder()
        .vpc_id(text(&value["VpcId"]))
        .set_subnet_ids(Some(texts(&value["SubnetIds"])))
        .set_security_group_ids(Some(texts(&value["SecurityGroupIds"])))
        .build()
        .unwrap()
}

fn of<T: for<'a> From<&'a str>>(value: &Value) -> T {
    T::from(value.as_str().unwrap_or_default())
}

/// Sends an operation with the members that are in the input. Returns the ids and the text of its output.
macro_rules! send {
    ($client:expr, $input:expr, $operation:ident { $($member:literal $set:ident $read:expr),* } $ids:expr) => {{
        let mut request = $client.$operation();
        $(if let Some(value) = $input.get($member) { request = request.$set(Some($read(value))); })*
        match request.send().await {
            Ok(output) => { let ids: Value = $ids(&output); json!({ "output": ids, "text": format!("{output:?}") }) }
            Err(error) => json!({
                "error": error.code().unwrap_or("(none)"),
                "message": error.message().unwrap_or("(none)"),
                "text": format!("{error:?}"),
            }),
        }
    }};
    ($client:expr, $input:expr, $operation:ident { $($member:literal $set:ident $read:expr),* }) => {
        send!($client, $input, $operation { $($member $set $read),* } |_| json!({}))
    };
}

async fn call(c: &Client, operation: &str, i: &Value) -> Value {
    match operation {
        "CreateHost" => send!(c, i, create_host { "Name" set_name text, "ProviderType" set_provider_type of::<ProviderType>,
            "ProviderEndpoint" set_provider_endpoint text, "VpcConfiguration" set_vpc_configuration vpc, "Tags" set_tags tags }
            |o: &aws_sdk_codeconnections::operation::create_host::CreateHostOutput| json!({ "HostArn": o.host_arn() })),
        "GetHost" => send!(c, i, get_host { "HostArn" set_host_arn text }),
        "UpdateHost" => send!(c, i, update_host { "HostArn" set_host_arn text, "ProviderEndpoint" set_provider_endpoint text,
            "VpcConfiguration" set_vpc_configuration vpc }),
        "ListHosts" => send!(c, i, list_hosts { "MaxResults" set_max_results number, "NextToken" set_next_token text }),
        "DeleteHost" => send!(c, i, delete_host { "HostArn" set_host_arn text }),
        "CreateConnection" => send!(c, i, create_connection { "ConnectionName" set_connection_name text, "HostArn" set_host_arn text,
            "ProviderType" set_provider_type of::<ProviderType>, "Tags" set_tags tags }
            |o: &aws_sdk_codeconnections::operation::create_connection::CreateConnectionOutput|
                json!({ "ConnectionArn": o.connection_arn() })),
        "GetConnection" => send!(c, i, get_connection { "ConnectionArn" set_connection_arn text }),
        "ListConnections" => send!(c, i, list_connections { "HostArnFilter" set_host_arn_filter text,
            "ProviderTypeFilter" set_provider_type_filter of::<ProviderType>, "MaxResults" set_max_results number }),
        "DeleteConnection" => send!(c, i, delete_connection { "ConnectionArn" set_connection_arn text }),
        "TagResource" => send!(c, i, tag_resource { "ResourceArn" set_resource_arn text, "Tags" set_tags tags }),
        "UntagResource" => send!(c, i, untag_resource { "ResourceArn" set_resource_arn text, "TagKeys" set_tag_keys texts }),
        "ListTagsForResource" => send!(c, i, list_tags_for_resource { "ResourceArn" set_resource_arn text }),
        "CreateRepositoryLink" => send!(c, i, create_repository_link { "ConnectionArn" set_connection_arn text,
            "OwnerId" set_owner_id text, "RepositoryName" set_repository_name text, "Tags" set_tags tags }
            |o: &aws_sdk_codeconnections::operation::create_repository_link::CreateRepositoryLinkOutput| json!({
                "RepositoryLinkInfo": { "RepositoryLinkId": o.repository_link_info().map(|link| link.repository_link_id()) } })),
        "GetRepositoryLink" => send!(c, i, get_repository_link { "RepositoryLinkId" set_repository_link_id text }),
        "UpdateRepositoryLink" => send!(c, i, update_repository_link { "RepositoryLinkId" set_repository_link_id text,
            "ConnectionArn" set_connection_arn text, "EncryptionKeyArn" set_encryption_key_arn text }),
        "ListRepositoryLinks" => send!(c, i, list_repository_links { "MaxResults" set_max_results number }),
        "DeleteRepositoryLink" => send!(c, i, delete_repository_link { "RepositoryLinkId" set_repository_link_id text }),
        "CreateSyncConfiguration" => send!(c, i, create_sync_configuration { "Branch" set_branch text,
            "ConfigFile" set_config_file text, "RepositoryLinkId" set_repository_link_id text, "ResourceName" set_resource_name text,
            "RoleArn" set_role_arn text, "SyncType" set_sync_type of::<SyncConfigurationType>,
            "PublishDeploymentStatus" set_publish_deployment_status of::<PublishDeploymentStatus>,
            "TriggerResourceUpdateOn" set_trigger_resource_update_on of::<TriggerResourceUpdateOn>,
            "PullRequestComment" set_pull_request_comment of::<PullRequestComment> }),
        "UpdateSyncConfiguration" => send!(c, i, update_sync_configuration { "ResourceName" set_resource_name text,
            "SyncType" set_sync_type of::<SyncConfigurationType>,
            "PublishDeploymentStatus" set_publish_deployment_status of::<PublishDeploymentStatus> }),
        "GetSyncConfiguration" => send!(c, i, get_sync_configuration { "ResourceName" set_resource_name text,
            "SyncType" set_sync_type of::<SyncConfigurationType> }),
        "ListSyncConfigurations" => send!(c, i, list_sync_configurations { "RepositoryLinkId" set_repository_link_id text,
            "SyncType" set_sync_type of::<SyncConfigurationType> }),
        "DeleteSyncConfiguration" => send!(c, i, delete_sync_configuration { "ResourceName" set_resource_name text,
            "SyncType" set_sync_type of::<SyncConfigurationType> }),
        "ListRepositorySyncDefinitions" => send!(c, i, list_repository_sync_definitions {
            "RepositoryLinkId" set_repository_link_id text, "SyncType" set_sync_type of::<SyncConfigurationType> }),
        "GetRepositorySyncStatus" => send!(c, i, get_repository_sync_status { "Branch" set_branch text,
            "RepositoryLinkId" set_repository_link_id text, "SyncType" set_sync_type of::<SyncConfigurationType> }),
        "GetResourceSyncStatus" => send!(c, i, get_resource_sync_status { "ResourceName" set_resource_name text,
            "SyncType" set_sync_type of::<SyncConfigurationType> }),
        "GetSyncBlockerSummary" => send!(c, i, get_sync_blocker_summary { "ResourceName" set_resource_name text,
            "SyncType" set_sync_type of::<SyncConfigurationType> }),
        "UpdateSyncBlocker" => send!(c, i, update_sync_blocker { "Id" set_id text, "ResourceName" set_resource_name text,
            "SyncType" set_sync_type of::<SyncConfigurationType>, "ResolvedReason" set_resolved_reason text }),
        _ => json!({ "error": "not in this program", "message": operation }),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let client = Client::new(&aws_config::load_defaults(BehaviorVersion::latest()).await);
    for line in std::io::stdin().lines() {
        let request: Value = serde_json::from_str(&line.unwrap()).unwrap();
        println!("{}", call(&client, request["operation"].as_str().unwrap(), &request["input"]).await);
    }
}
