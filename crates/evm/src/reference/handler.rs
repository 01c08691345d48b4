//! revm's mainnet handler without what belongs to a transaction's envelope: no intrinsic gas, no fees, no nonce bump for calls.
//!
//! Invariant: the frames and everything inside them run exactly as on mainnet.

use super::env::{Ctx, Evm};
use crate::executor::MEMORY_MAX_BYTES;
use alloy_primitives::{Address, Bytes};
use revm::context::result::{EVMError, ExecutionResult, HaltReason, ResultGas};
use revm::context_interface::context::take_error;
use revm::context_interface::{ContextTr, JournalTr, LocalContextTr};
use revm::handler::{EvmTr, FrameResult, FrameTr, Handler, execution, post_execution};
use revm::inspector::InspectorHandler;
use revm::interpreter::interpreter::EthInterpreter;
use revm::interpreter::interpreter_action::FrameInit;
use revm::interpreter::{
    CreateScheme, FrameInput, GasTracker, InitialAndFloorGas, InstructionResult, SharedMemory,
};
use std::convert::Infallible;

/// How a transaction ended.
#[derive(Debug)]
pub(super) struct End {
    pub(super) result: InstructionResult,
    pub(super) output: Bytes,
    pub(super) gas_used: u64,
    pub(super) created: Option<Address>,
}

/// The handler of one transaction.
#[derive(Debug, Default)]
pub(super) struct Bare {
    /// A forced address for the created contract.
    pub(super) at: Option<Address>,
    /// Set when the transaction ran.
    pub(super) end: Option<End>,
}

type Fail = EVMError<Infallible>;

impl Handler for Bare {
    type Evm = Evm;
    type Error = Fail;
    type HaltReason = HaltReason;

    fn validate_env(&self, _: &mut Evm) -> Result<(), Fail> {
        Ok(())
    }

    fn validate_initial_tx_gas(&self, _: &mut Evm) -> Result<InitialAndFloorGas, Fail> {
        Ok(InitialAndFloorGas::new(0, 0))
    }

    fn validate_against_state_and_deduct_caller(
        &self,
        evm: &mut Evm,
        _: &mut InitialAndFloorGas,
    ) -> Result<(), Fail> {
        let sender = evm.ctx.tx.caller;
        evm.ctx.journal_mut().load_account(sender)?;
        Ok(())
    }

    fn first_frame_input(&mut self, evm: &mut Evm, gas: &mut GasTracker) -> Result<Option<FrameInit>, Fail> {
        let ctx: &mut Ctx = evm.ctx_mut();
        let mut memory = SharedMemory::new_with_buffer(ctx.local().shared_memory_buffer().clone());
        memory.set_memory_limit(MEMORY_MAX_BYTES);
        let Some(mut frame_input) = execution::create_init_frame(ctx, gas)? else { return Ok(None) };
        if let (FrameInput::Create(inputs), Some(address)) = (&mut frame_input, self.at) {
            inputs.set_scheme(CreateScheme::Custom { address });
        }
        Ok(Some(FrameInit { depth: 0, memory, frame_input }))
    }

    fn refund(&self, _: &mut Evm, _: &mut FrameResult, _: i64) -> Result<(), Fail> {
        Ok(())
    }

    fn eip7623_check_gas_floor(&self, _: &mut Evm, _: &mut FrameResult, _: InitialAndFloorGas) {}

    fn reimburse_caller(&self, _: &mut Evm, _: &mut FrameResult) -> Result<(), Fail> {
        Ok(())
    }

    fn reward_beneficiary(&self, _: &mut Evm, _: &mut FrameResult) -> Result<(), Fail> {
        Ok(())
    }

    fn execution_result(
        &mut self,
        evm: &mut Evm,
        result: <<Evm as EvmTr>::Frame as FrameTr>::FrameResult,
        result_gas: ResultGas,
    ) -> Result<ExecutionResult<HaltReason>, Fail> {
        take_error::<Fail, _>(evm.ctx.error())?;
        let gas = result.gas();
        self.end = Some(End {
            result: result.instruction_result(),
            output: result.output().into_data(),
            gas_used: gas.limit() - gas.remaining(),
            created: match &result {
                FrameResult::Create(outcome) => outcome.address,
                FrameResult::Call(_) => None,
            },
        });
        let outcome = post_execution::output(&mut evm.ctx, result, result_gas);
        evm.ctx.journal_mut().commit_tx();
        evm.ctx.local_mut().clear();
        evm.frame_stack.clear();
        Ok(outcome)
    }
}

impl InspectorHandler for Bare {
    type IT = EthInterpreter;
}
