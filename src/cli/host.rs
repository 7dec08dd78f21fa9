//! What the program does for the full-screen desk: servers on this machine, sessions that are kept, the sample's roles.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;
use partnerdesk_api::secret::Secret;

use super::desk::Desks;
use crate::{
    client::Address,
    profile::{SampleRole, Started, Starter},
    tui::{
        backend::{Backend, Host},
        context::Player,
        layer::Connect,
    },
};

/// Opens desks for the full-screen desk and remembers what came with the last one.
pub(crate) struct DeskHost {
    desks: Desks,
    last: Mutex<Last>,
}

#[derive(Default)]
struct Last {
    setup_code: Option<Secret>,
    cast: Vec<Player>,
    flags: Vec<String>,
    environment: (String, bool),
}

impl DeskHost {
    pub(crate) fn new(desks: Desks) -> Self {
        DeskHost { desks, last: Mutex::default() }
    }

    fn keep(&self, started: Started, connect: &Connect) -> Arc<dyn Backend> {
        let cast = started.sample_roles.into_iter().map(player).collect();
        let flags = self.desks.flags(connect);
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Last {
            setup_code: started.setup_code,
            cast,
            flags,
            environment: (started.environment, started.production),
        };
        Arc::new(started.client)
    }
}

fn player(role: SampleRole) -> Player {
    Player { user_name: role.user_name, password: role.password, name: role.label, part: role.description }
}

impl Host for DeskHost {
    fn resume(&self) -> BoxFuture<'_, Result<Arc<dyn Backend>, String>> {
        Box::pin(async { self.desks.resume().await.map(|started| self.keep(started, &Connect::Resume)) })
    }
    fn try_it(&self) -> BoxFuture<'_, Result<Arc<dyn Backend>, String>> {
        Box::pin(async { self.desks.try_it().await.map(|started| self.keep(started, &Connect::TryIt)) })
    }
    fn start_here(&self) -> BoxFuture<'_, Result<Arc<dyn Backend>, String>> {
        Box::pin(async { self.desks.start_here().await.map(|started| self.keep(started, &Connect::StartHere)) })
    }
    fn connect(&self, address: Address) -> BoxFuture<'_, Result<Arc<dyn Backend>, String>> {
        let address = address.to_string();
        Box::pin(async move {
            let started = self.desks.connect(&address).await?;
            Ok(self.keep(started, &Connect::Address(address)))
        })
    }
    fn setup_code(&self) -> Option<Secret> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).setup_code.clone()
    }
    fn environment(&self) -> (String, bool) {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).environment.clone()
    }
    fn flags(&self) -> Vec<String> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).flags.clone()
    }
    fn cast(&self) -> Vec<Player> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).cast.clone()
    }
}
