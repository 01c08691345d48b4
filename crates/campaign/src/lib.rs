//! Hotfire: campaign.
