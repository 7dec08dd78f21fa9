//! Who calls: the bearer token, or the `Authorization` cookie that MOSIP's clients send.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::ConnectInfo,
    http::{HeaderName, HeaderValue, Method, header, request::Parts},
};
use ipnet::IpNet;
use partnerdesk_api::{
    common::CommonCode,
    error::Failure,
    operation::{Effect, Info},
    role::Access,
    secret::Secret,
};
use tower_http::request_id::RequestId;

use crate::{
    desk::{Caller, Desk},
    onboarding::session,
};

/// Whose page makes a browser ask.
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The caller before anybody has looked at a token.
pub(super) fn anonymous(desk: &Desk, head: &Parts) -> Caller {
    let source = match head.extensions.get::<ConnectInfo<SocketAddr>>() {
        Some(ConnectInfo(address)) => source(&desk.proxies, address.ip(), head).to_string(),
        None => "socket".to_string(),
    };
    let request_id = head.extensions.get::<RequestId>().and_then(|id| id.header_value().to_str().ok());
    Caller { source, request_id: request_id.unwrap_or_default().to_string(), ..Caller::default() }
}

/// Where a request came from. What a trusted proxy says of it is believed, and what a proxy before that one says; never
/// what anybody else wrote into the header: whoever asks could stand for any address.
fn source(proxies: &[IpNet], peer: IpAddr, head: &Parts) -> IpAddr {
    let is_proxy = |ip: &IpAddr| proxies.iter().any(|net| net.contains(ip));
    let said = head.headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok());
    let said: Vec<&str> = said.flat_map(|v| v.split(',')).collect();
    let mut from = peer.to_canonical();
    for before in said.iter().rev() {
        if !is_proxy(&from) {
            break;
        }
        let Some(before) = address(before.trim()) else { break };
        from = before.to_canonical();
    }
    from
}

/// An address as proxies write it, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|a| a.ip()))
}

/// The caller with the account of their session.
///
/// # Errors
/// [`CommonCode::NotSignedIn`] where an account is needed and the token names no living session.
pub(super) async fn caller(desk: &Desk, anonymous: Caller, head: &Parts, info: &Info) -> Result<Caller, Failure> {
    let token = bearer(head).map(|t| (t, false)).or_else(|| cookie(head).map(|t| (t, true)));
    let Some((token, by_cookie)) = token else {
        return if info.access == Access::Public { Ok(anonymous) } else { Err(CommonCode::NotSignedIn.into()) };
    };
    if by_cookie && !is_own_page(head, info) {
        return Err(CommonCode::NotSignedIn.into());
    }
    match session::caller_of(desk, token).await? {
        Some((user, roles, session)) => Ok(Caller { user, roles, session, ..anonymous }),
        None if info.access == Access::Public => Ok(anonymous),
        None => Err(CommonCode::NotSignedIn.into()),
    }
}

fn bearer(head: &Parts) -> Option<&str> {
    head.headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::trim)
}

/// Any cookie whose name contains `Authorization`, as upstream reads it.
fn cookie(head: &Parts) -> Option<&str> {
    let cookies =
        head.headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';'));
    cookies
        .filter_map(|c| c.trim().split_once('='))
        .find(|(name, _)| name.contains("Authorization"))
        .map(|(_, token)| token)
}

/// The cookie that carries a token: out of reach of scripts, never sent in clear, nor along with what a foreign page asks.
pub(super) fn set_cookie(token: &Secret) -> Option<HeaderValue> {
    let text = format!("Authorization={}; Path=/; HttpOnly; Secure; SameSite=Lax", token.expose());
    HeaderValue::from_str(&text).ok()
}

/// A cookie is sent by browsers on their own, so writes must come from the page that this server served: its origin,
/// where the browser tells one, and in any case JSON, which a form of a foreign page cannot send.
fn is_own_page(head: &Parts, info: &Info) -> bool {
    let text = |name| head.headers.get(name).and_then(|v| v.to_str().ok());
    if head.method == Method::GET {
        // A link of a foreign page carries the cookie along. Browsers say whose page it was; programs say nothing.
        return info.effect != Effect::Changes || text(FETCH_SITE).is_none_or(|site| site == "same-origin");
    }
    let is_json = head.headers.get(header::CONTENT_TYPE).is_none_or(|_| {
        let kind = text(header::CONTENT_TYPE).and_then(|v| v.split(';').next());
        kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
    });
    let is_same_origin = match (head.headers.get(header::ORIGIN), text(header::HOST)) {
        (Some(_), Some(host)) => text(header::ORIGIN).and_then(|o| o.split_once("://")).is_some_and(|(_, o)| o == host),
        (Some(_), None) => false,
        (None, _) => true,
    };
    is_json && is_same_origin
}
